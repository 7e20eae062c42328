package io.sluice.registry.facts;

import io.sluice.registry.difference.ImpactService;
import io.sluice.registry.format.VersionContent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Facts of contents, remembered by digest: a content never changes, so its facts never do. */
@ApplicationScoped
public class ContentFactsService {
  private static final int MAX_REMEMBERED = 2_000;

  private final ImpactService impacts;
  private final Map<String, ContentFacts> remembered =
      Collections.synchronizedMap(
          new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, ContentFacts> eldest) {
              return size() > MAX_REMEMBERED;
            }
          });

  @Inject
  ContentFactsService(ImpactService impacts) {
    this.impacts = impacts;
  }

  /**
   * Facts of a content with its fragments put in. Takes milliseconds for a large suite, so it is
   * nothing for an event loop.
   *
   * @param digest of the content
   */
  public ContentFacts of(String digest, VersionContent content) {
    ContentFacts known = remembered.get(digest);
    if (known != null) {
      return known;
    }
    ContentFacts facts = ContentFacts.of(content, impacts.of(null, content).costAfter());
    remembered.put(digest, facts);
    return facts;
  }
}
