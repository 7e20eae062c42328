package io.sluice.review.overview;

import io.sluice.kit.http.Page;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Pages of lists that are at hand as a whole. */
final class Slices {
  private Slices() {}

  /**
   * One page, sorted by key.
   *
   * @param key unique within the list
   * @param after key to start after, or null
   */
  static <T, V> Page<V> of(
      List<T> all,
      Function<T, String> key,
      @Nullable String after,
      int limit,
      Function<T, V> view) {
    List<T> rest =
        all.stream()
            .sorted(Comparator.comparing(key))
            .filter(item -> after == null || key.apply(item).compareTo(after) > 0)
            .limit(limit + 1L)
            .toList();
    return Page.of(rest, limit, key, view);
  }

  /** One page of a list whose entries have no key but their place. */
  static <T> Page<T> byPlace(List<T> all, long after, int limit) {
    List<Integer> places =
        IntStream.range((int) Math.min(after, all.size()), all.size())
            .limit(limit + 1L)
            .boxed()
            .toList();
    return Page.of(places, limit, place -> Integer.toString(place + 1), all::get);
  }
}
