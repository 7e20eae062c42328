package io.sluice.kit.problem;

/**
 * One kind of failure that a service can answer with. Each service keeps its kinds in one enum, a
 * line each, so that the catalogue reads as a table.
 */
public interface ProblemType {
  /** Stable identifier in kebab case; clients may switch on it. */
  String slug();

  /** HTTP status, 400 to 599. */
  int status();

  /** Short, the same for every occurrence. */
  String title();
}
