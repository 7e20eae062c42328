package io.sluice.review.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One commit for the registry to make on a branch.
 *
 * @param expectedHead head to build on; null to create the branch from main
 * @param files text by path; null to delete the file
 * @param author token subject of the person on whose behalf this is made
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record BranchContent(
    String branch,
    @Nullable String expectedHead,
    Map<String, @Nullable String> files,
    String title,
    String description,
    String author) {}
