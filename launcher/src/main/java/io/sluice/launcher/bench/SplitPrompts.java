package io.sluice.launcher.bench;

import io.sluice.launcher.LocalMachine;
import io.sluice.launcher.UserError;
import io.sluice.launcher.bench.BenchHistory.Size;
import io.sluice.launcher.platform.Service;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A registry- and a rollout-service with prompts of which a tenth of the subjects get the second
 * version; made anew each time.
 */
final class SplitPrompts implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Makes an answer of about 2 kB. */
  static final int LINES = 18;

  static final BenchPrompt STABLE = new BenchPrompt(0, 1, LINES);
  static final BenchPrompt CANDIDATE = new BenchPrompt(0, 2, LINES);
  static final String PATH = path(STABLE);

  private final BenchPlatform platform;
  private final String operator;

  /**
   * @param root of the platform's home; what is there is removed
   * @param settings of the services, as environment variables
   * @param number of prompts, at most 500
   */
  SplitPrompts(
      LocalMachine machine, Path root, int portBase, Map<String, String> settings, int number) {
    if (Files.exists(root)) {
      platform(machine, root, portBase, settings).down(); // an earlier run may have been killed
      remove(root);
    }
    this.platform = platform(machine, root, portBase, settings);
    this.operator = platform.token("olga", "operator");
    BenchHistory.write(
        platform.repository(), new Size(number, 2, number, 100, LINES), platform.attestations());
    BenchGit git = new BenchGit(platform.repository(), "");
    git.must("branch", "second", "main");
    git.must("update-ref", "refs/heads/main", "main~1");
    platform.up();
    git.must("update-ref", "refs/heads/main", "second");
    awaitRollout(new BenchPrompt(number - 1, 2, LINES));
  }

  /** Where an app gets it; a subject can be added. */
  static String path(BenchPrompt prompt) {
    return "/v1/prompts/" + prompt.id() + "/active?environment=production";
  }

  private static BenchPlatform platform(
      LocalMachine machine, Path root, int portBase, Map<String, String> settings) {
    return new BenchPlatform(
        machine, root, portBase, List.of(Service.REGISTRY, Service.ROLLOUT), settings);
  }

  BenchPlatform platform() {
    return platform;
  }

  /** Holds the split of a rollout as it is. */
  void pause(long rollout) {
    platform
        .rollout()
        .post("/v1/rollouts/" + rollout + "/pause", operator, Map.of("reason", "A benchmark"));
  }

  /** How a rollout stands. */
  JsonNode look(long rollout) {
    return platform.rollout().get("/v1/rollouts/" + rollout, operator);
  }

  HttpResponse<String> fetch(String token, String subject) {
    HttpResponse<String> answer = platform.rollout().send(PATH + "&subject=" + subject, token);
    if (answer.statusCode() != 200) {
      throw new UserError("The fetch was answered " + answer.statusCode() + ": " + answer.body());
    }
    return answer;
  }

  /** The number of the rollout of a prompt's second version; waits until it has begun. */
  long awaitRollout(BenchPrompt prompt) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      JsonNode found =
          platform.rollout().get("/v1/rollouts?state=rolling_out&prompt=" + prompt.id(), operator);
      if (!found.path("items").isEmpty()) {
        return found.path("items").path(0).path("number").asLong();
      }
      if (System.nanoTime() > deadline) {
        throw new UserError("No rollout of the second version began; see the logs in .sluice.");
      }
      waitALittle();
    }
  }

  private static void remove(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UserError("An earlier run's " + root + " cannot be removed: " + e, e);
    }
  }

  private static void waitALittle() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError("Interrupted.", e);
    }
  }

  @Override
  public void close() {
    platform.close();
  }
}
