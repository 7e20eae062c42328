package io.sluice.launcher.platform;

import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What runs where at one moment.
 *
 * @param ready true when every part is
 */
public record PlatformStatus(boolean ready, String home, int portBase, List<Part> parts) {
  /** Whether a part runs, and whether it can be used yet. */
  public enum State {
    STOPPED,
    STARTING,
    READY;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * PostgreSQL or one service.
   *
   * @param pid absent while it does not run
   * @param managementUrl absent for PostgreSQL
   */
  public record Part(
      String name,
      String state,
      boolean ready,
      @Nullable Long pid,
      String url,
      @Nullable String managementUrl,
      String log) {}

  /** Looks at every part. */
  public static PlatformStatus of(Platform platform, String home) {
    List<Part> parts = new ArrayList<>();
    parts.add(postgres(platform));
    try (HttpClient http = HttpClient.newHttpClient()) {
      platform.services().forEach(service -> parts.add(service(platform, service, http)));
    }
    boolean ready = parts.stream().allMatch(Part::ready);
    return new PlatformStatus(ready, home, platform.ports().base(), List.copyOf(parts));
  }

  private static Part postgres(Platform platform) {
    Optional<Long> pid = platform.postgres().find().map(ProcessHandle::pid);
    State state = state(pid, platform.postgres().isReady());
    return new Part(
        "postgresql",
        state.text(),
        state == State.READY,
        pid.orElse(null),
        "postgresql://localhost:" + platform.ports().postgres(),
        null,
        platform.postgres().log().toString());
  }

  private static Part service(Platform platform, ServiceProcess process, HttpClient http) {
    Optional<Long> pid = process.find().map(ProcessHandle::pid);
    State state = state(pid, process.probe(http).isReady());
    return new Part(
        process.service().fullName(),
        state.text(),
        state == State.READY,
        pid.orElse(null),
        process.service().url(platform.ports()),
        process.service().managementUrl(platform.ports()),
        process.log().toString());
  }

  private static State state(Optional<Long> pid, boolean ready) {
    if (pid.isEmpty()) {
      return State.STOPPED;
    }
    return ready ? State.READY : State.STARTING;
  }
}
