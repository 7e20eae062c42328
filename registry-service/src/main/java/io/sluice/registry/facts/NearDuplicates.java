package io.sluice.registry.facts;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds texts that say nearly the same. Two texts are near-duplicates when the sets of their
 * shingles have a Jaccard similarity of at least 0.8 (Broder, On the resemblance and containment of
 * documents, 1997); a shingle is five characters of the normalised text: NFKC, lower case, and each
 * run of white space and punctuation one space. A text shorter than that is a shingle by itself.
 *
 * <p>Texts are taken in their order, and one that is near to an earlier one that counts does not
 * count. The answer is that of comparing all pairs; the prefix filter (Bayardo, Ma and Srikant,
 * Scaling up all pairs similarity search, 2007) only leaves out pairs that cannot be near.
 */
final class NearDuplicates {
  private static final int SHINGLE_CHARS = 5;

  // The similarity as a fraction, so that no rounding decides.
  private static final int NEAR_NUMERATOR = 4;
  private static final int NEAR_DENOMINATOR = 5;

  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private NearDuplicates() {}

  /**
   * A text that does not count.
   *
   * @param index its place in the list
   * @param of place of the earlier text that it is near to
   * @param similarity Jaccard similarity of the two, 0.8 to 1
   */
  record Duplicate(int index, int of, double similarity) {}

  /** Every text that is near to an earlier one, in order. */
  static List<Duplicate> among(List<String> texts) {
    List<long[]> sets = texts.stream().map(NearDuplicates::shingles).toList();
    Map<Long, Integer> frequency = new HashMap<>();
    sets.forEach(set -> Arrays.stream(set).forEach(s -> frequency.merge(s, 1, Integer::sum)));
    Map<Long, List<Integer>> keptByShingle = new HashMap<>();
    List<Duplicate> duplicates = new ArrayList<>();
    for (int i = 0; i < sets.size(); i++) {
      List<Long> prefix = prefix(sets.get(i), frequency);
      Duplicate found = nearest(i, sets, candidates(prefix, keptByShingle));
      if (found != null) {
        duplicates.add(found);
        continue;
      }
      for (Long shingle : prefix) {
        keptByShingle.computeIfAbsent(shingle, s -> new ArrayList<>()).add(i);
      }
    }
    return duplicates;
  }

  private static Set<Integer> candidates(List<Long> prefix, Map<Long, List<Integer>> kept) {
    Set<Integer> candidates = new LinkedHashSet<>();
    prefix.forEach(shingle -> candidates.addAll(kept.getOrDefault(shingle, List.of())));
    return candidates;
  }

  private static @Nullable Duplicate nearest(
      int index, List<long[]> sets, Set<Integer> candidates) {
    Duplicate nearest = null;
    long[] set = sets.get(index);
    for (int candidate : candidates) {
      long[] other = sets.get(candidate);
      int common = common(set, other);
      int union = set.length + other.length - common;
      if ((long) common * NEAR_DENOMINATOR < (long) union * NEAR_NUMERATOR) {
        continue;
      }
      double similarity = (double) common / union;
      if (nearest == null
          || similarity > nearest.similarity()
          || (similarity == nearest.similarity() && candidate < nearest.of())) {
        nearest = new Duplicate(index, candidate, similarity);
      }
    }
    return nearest;
  }

  /**
   * The rarest shingles of a set, as many as it takes for any near set to share one of them: near
   * sets share at least four fifths of each.
   */
  private static List<Long> prefix(long[] set, Map<Long, Integer> frequency) {
    int shared = (set.length * NEAR_NUMERATOR + NEAR_DENOMINATOR - 1) / NEAR_DENOMINATOR;
    return Arrays.stream(set)
        .boxed()
        .sorted(
            Comparator.<Long>comparingInt(shingle -> frequency.getOrDefault(shingle, 0))
                .thenComparing(Comparator.naturalOrder()))
        .limit(set.length - shared + 1L)
        .toList();
  }

  private static int common(long[] a, long[] b) {
    int common = 0;
    for (int i = 0, j = 0; i < a.length && j < b.length; ) {
      int order = Long.compare(a[i], b[j]);
      common += order == 0 ? 1 : 0;
      i += order <= 0 ? 1 : 0;
      j += order >= 0 ? 1 : 0;
    }
    return common;
  }

  /** Hashes (FNV-1a, 64 bits) of the distinct shingles, ascending. */
  private static long[] shingles(String text) {
    int[] chars = normalised(text).codePoints().toArray();
    int count = Math.max(1, chars.length - SHINGLE_CHARS + 1);
    long[] hashes = new long[count];
    for (int i = 0; i < count; i++) {
      long hash = FNV_OFFSET;
      for (int j = i; j < Math.min(i + SHINGLE_CHARS, chars.length); j++) {
        hash = (hash ^ chars[j]) * FNV_PRIME;
      }
      hashes[i] = hash;
    }
    return Arrays.stream(hashes).sorted().distinct().toArray();
  }

  static String normalised(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC)
        .toLowerCase(Locale.ROOT)
        .replaceAll("[\\s\\p{Z}\\p{P}\\p{Cc}]+", " ")
        .strip();
  }
}
