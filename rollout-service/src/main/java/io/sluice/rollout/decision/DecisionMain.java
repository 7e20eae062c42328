package io.sluice.rollout.decision;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Says what a decision token decided, as a program without the service: {@code java -cp …
 * DecisionMain <key file> <token>} prints {@code <environment> <prompt>@<version>}. Exit code 1
 * when the token was not made with that key.
 */
public final class DecisionMain {
  private DecisionMain() {}

  public static void main(String[] arguments) throws IOException {
    Decision decision = new DecisionTokens(Path.of(arguments[0])).read(arguments[1]);
    if (decision == null) {
      System.out.println("That token was not made by this platform, or is not whole.");
      System.exit(1);
      return;
    }
    System.out.printf("%s %s@%d%n", decision.environment(), decision.prompt(), decision.version());
  }
}
