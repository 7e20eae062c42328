package io.sluice.kit.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One of several things that are wrong.
 *
 * @param detail what is wrong and what to do
 * @param pointer where: a JSON property, or file:line:column, or null
 * @param rule the stable name of the rule that is broken, or null
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProblemDetail(String detail, @Nullable String pointer, @Nullable String rule) {}
