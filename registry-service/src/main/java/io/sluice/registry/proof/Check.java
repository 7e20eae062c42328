package io.sluice.registry.proof;

/**
 * One thing that was looked at.
 *
 * @param name kebab case
 * @param holds false also when it could not be established
 * @param detail what was found, for a reader
 */
public record Check(String name, boolean holds, String detail) {
  static Check of(String name, boolean holds, String yes, String no) {
    return new Check(name, holds, holds ? yes : no);
  }
}
