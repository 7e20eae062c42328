package io.sluice.registry.exports;

import java.util.List;

/**
 * A file of another tool.
 *
 * @param notExpressed what the format has no place for; also said in the text itself
 */
public record Exported(String fileName, String mediaType, String text, List<String> notExpressed) {}
