package io.sluice.registry.index;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Questions to the index about which version is inside which. */
@ApplicationScoped
public class FragmentStore {
  private final ObjectMapper json;

  @Inject
  FragmentStore(ObjectMapper json) {
    this.json = json;
  }

  /**
   * Versions that have a fragment inside, ordered by their key.
   *
   * @param after key of the last one of the page before ({@code prompt@number}), or null
   */
  public Uni<List<FragmentUser>> using(String fragment, @Nullable String after, int limit) {
    return IndexStore.read(
            session ->
                session
                    .createNativeQuery(
                        """
                                    SELECT v.* FROM prompt_version v
                                    WHERE v.composition IS NOT NULL
                                      AND CAST(v.composition AS jsonb) @> CAST(CAST(:using AS text) AS jsonb)
                                      AND v.id > :after
                                    ORDER BY v.id
                                    LIMIT :limit
                                    """,
                        VersionRow.class)
                    .setParameter("using", Compositions.using(fragment))
                    .setParameter("after", after == null ? "" : after)
                    .setParameter("limit", limit)
                    .getResultList())
        .map(rows -> rows.stream().map(row -> user(row, fragment)).toList());
  }

  /** The newest version number of each of some prompts; those that are not there are left out. */
  public Uni<Map<String, Integer>> latestOf(Collection<String> prompts) {
    if (prompts.isEmpty()) {
      return Uni.createFrom().item(Map.of());
    }
    return IndexStore.read(
            session ->
                session
                    .createSelectionQuery("from PromptRow where id in :prompts", PromptRow.class)
                    .setParameter("prompts", List.copyOf(prompts))
                    .getResultList())
        .map(
            rows ->
                rows.stream().collect(Collectors.toMap(row -> row.id, row -> row.latestVersion)));
  }

  private FragmentUser user(VersionRow row, String fragment) {
    try {
      return new FragmentUser(
          row.prompt,
          row.number,
          Compositions.read(json.readTree(row.composition)).uses().stream()
              .filter(use -> use.fragment().equals(fragment))
              .toList());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("The index holds something that is not JSON", e);
    }
  }
}
