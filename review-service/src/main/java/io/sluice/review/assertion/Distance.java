package io.sluice.review.assertion;

/** Edit distance. */
final class Distance {
  /** Longer texts are not compared: the time is the product of both lengths. */
  static final int MAX_LENGTH = 10_000;

  private Distance() {}

  /**
   * Fewest insertions, deletions and replacements of a {@code char} that make one text of the other
   * (V. I. Levenshtein, "Binary codes capable of correcting deletions, insertions, and reversals",
   * 1966), by the two-row method of Wagner and Fischer (1974).
   */
  static int levenshtein(String a, String b) {
    int[] above = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = above[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(replaced, Math.min(above[j], row[j - 1]) + 1);
      }
      above = row;
    }
    return above[b.length()];
  }
}
