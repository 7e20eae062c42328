package io.sluice.registry.git;

/**
 * A push of a certain shape.
 *
 * @param rule what refuses it; empty for one that is taken
 * @param attack makes the push and gives what the client saw
 */
record Shape(String name, String rule, Attack attack) {
  /** Makes the push. */
  interface Attack {
    String on(Stage stage);
  }

  static Shape refused(String name, String rule, Attack attack) {
    return new Shape(name, rule, attack);
  }

  static Shape allowed(String name, Attack attack) {
    return new Shape(name, "", attack);
  }

  @Override
  public String toString() {
    return rule.isEmpty() ? name : name + " [" + rule + "]";
  }
}
