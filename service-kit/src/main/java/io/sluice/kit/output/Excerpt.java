package io.sluice.kit.output;

/** The beginning of a text that may be of any length, for a reason that people read. */
public final class Excerpt {
  private static final int MOST = 160;

  private Excerpt() {}

  /** At most 160 characters of it, and an ellipsis when that is not all. */
  public static String of(String text) {
    int end = Math.min(text.length(), MOST);
    if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return end == text.length() ? text : text.substring(0, end) + "…";
  }
}
