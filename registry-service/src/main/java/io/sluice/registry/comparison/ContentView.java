package io.sluice.registry.comparison;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * A prompt as a change branch has it.
 *
 * @param head commit that it was read at
 * @param digest digest of the version that merging it would make
 * @param entry the parsed {@code prompt.yaml}, with fragments put in
 * @param tests the parsed {@code tests.yaml}; absent when there is none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ContentView(
    String branch,
    String head,
    String prompt,
    String digest,
    JsonNode entry,
    @Nullable JsonNode tests) {}
