package io.sluice.registry.difference;

import io.sluice.registry.format.VersionContent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What changes mean, remembered: the same two contents are asked about again and again. */
@ApplicationScoped
public class ImpactService {
  private static final int MAX_REMEMBERED = 2_000;

  private final Prices prices;
  private final Map<String, ImpactView> remembered =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, ImpactView> eldest) {
              return size() > MAX_REMEMBERED;
            }
          });

  @Inject
  ImpactService(Prices prices) {
    this.prices = prices;
  }

  /**
   * Compares two contents of a prompt; takes milliseconds, so it is nothing for an event loop.
   *
   * @param before null for a new prompt
   */
  public ImpactView of(@Nullable VersionContent before, VersionContent after) {
    String key = (before == null ? "" : before.digest()) + ">" + after.digest();
    return Optional.ofNullable(remembered.get(key))
        .orElseGet(
            () -> {
              ImpactView impact =
                  ImpactView.of(
                      before == null ? null : before.prompt(), after.prompt(), prices.table());
              remembered.put(key, impact);
              return impact;
            });
  }
}
