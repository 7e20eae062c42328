package io.sluice.registry.remote;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.config.Config;

/**
 * Which account of the external Git server is whom: {@code
 * sluice.git.remote.people.<account>=<subject>}. Accounts are compared without regard to case, as
 * the servers do.
 */
@ApplicationScoped
class RemotePeople {
  private static final String PREFIX = "sluice.git.remote.people.";

  private final Map<String, String> subjects;

  @Inject
  RemotePeople(Config config) {
    this(config.getPropertyNames(), name -> config.getOptionalValue(name, String.class));
  }

  RemotePeople(Iterable<String> names, Function<String, Optional<String>> values) {
    Map<String, String> found = new HashMap<>();
    for (String name : names) {
      if (name.startsWith(PREFIX)) {
        String account = name.substring(PREFIX.length()).replace("\"", "").toLowerCase(Locale.ROOT);
        values.apply(name).ifPresent(subject -> found.put(account, subject.strip()));
      }
    }
    this.subjects = Map.copyOf(found);
  }

  /** A person's subject, as tokens name it. */
  Optional<String> subject(String account) {
    return Optional.ofNullable(subjects.get(account.toLowerCase(Locale.ROOT)));
  }
}
