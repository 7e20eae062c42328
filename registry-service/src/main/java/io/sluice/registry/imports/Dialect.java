package io.sluice.registry.imports;

import io.sluice.registry.imports.TemplateScanner.Kind;
import java.util.Set;

/** The template languages that prompts come in. */
enum Dialect {
  /** {@code {{name}}}, nothing else: GitHub Models, Langfuse, plain text. */
  BRACES(Set.of(Kind.VALUE)),
  /** {@code {{name}}} and {@code ${Name:default}}: shared collections in CSV. */
  BRACES_AND_DOLLAR(Set.of(Kind.VALUE, Kind.DOLLAR)),
  /** Jinja2, as in Prompty. */
  JINJA(Set.of(Kind.VALUE, Kind.STATEMENT, Kind.COMMENT)),
  /** Handlebars and Mustache, as in Dotprompt. */
  HANDLEBARS(Set.of(Kind.LONG_COMMENT, Kind.TRIPLE, Kind.VALUE));

  private final Set<Kind> tags;

  Dialect(Set<Kind> tags) {
    this.tags = tags;
  }

  Set<Kind> tags() {
    return tags;
  }
}
