package io.sluice.registry.difference;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.github.difflib.DiffUtils;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;
import com.github.difflib.patch.AbstractDelta;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A message word by word. What a word is, is decided by Unicode text segmentation, so that Arabic
 * is compared by words and Chinese and Japanese by short runs.
 *
 * @param index position of the message in both versions
 * @param roleBefore null when the message is new
 * @param roleAfter null when the message is gone
 * @param words in order; put together without what is deleted they are the new text
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MessageDiff(
    int index, @Nullable String roleBefore, @Nullable String roleAfter, List<Run> words) {
  private static final int MAX_WORDS = 20_000;

  /**
   * Neighbouring words that share a fate.
   *
   * @param op {@code equal}, {@code insert} or {@code delete}
   */
  public record Run(String op, String text) {}

  /** Every message of either version. */
  static List<MessageDiff> of(JsonNode before, JsonNode after) {
    List<MessageDiff> messages = new ArrayList<>();
    for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
      messages.add(
          new MessageDiff(
              i,
              before.path(i).path("role").textValue(),
              after.path(i).path("role").textValue(),
              words(
                  before.path(i).path("content").asText(),
                  after.path(i).path("content").asText())));
    }
    return messages;
  }

  /** How one text becomes another. */
  static List<Run> words(String before, String after) {
    List<Run> runs = new ArrayList<>();
    if (before.equals(after)) {
      append(runs, "equal", List.of(before));
      return runs;
    }
    List<String> from = split(before);
    List<String> to = split(after);
    List<String> deleted = new ArrayList<>();
    List<String> inserted = new ArrayList<>();
    int at = 0;
    for (AbstractDelta<String> delta :
        DiffUtils.diff(from, to, new MyersDiffWithLinearSpace<>()).getDeltas()) {
      int position = delta.getSource().getPosition();
      if (position > at) {
        changed(runs, deleted, inserted);
        append(runs, "equal", from.subList(at, position));
      }
      deleted.addAll(delta.getSource().getLines());
      inserted.addAll(delta.getTarget().getLines());
      at = position + delta.getSource().size();
    }
    changed(runs, deleted, inserted);
    append(runs, "equal", from.subList(at, from.size()));
    return runs;
  }

  /** What goes comes before what takes its place, however the algorithm found it. */
  private static void changed(List<Run> runs, List<String> deleted, List<String> inserted) {
    append(runs, "delete", deleted);
    append(runs, "insert", inserted);
    deleted.clear();
    inserted.clear();
  }

  private static void append(List<Run> runs, String op, List<String> words) {
    String text = String.join("", words);
    if (!text.isEmpty()) {
      runs.add(new Run(op, text));
    }
  }

  /** Words, and what stands between them; lines where there would be too many words. */
  private static List<String> split(String text) {
    List<String> words = pieces(text, BreakIterator.getWordInstance(Locale.ROOT));
    return words.size() <= MAX_WORDS
        ? words
        : pieces(text, BreakIterator.getSentenceInstance(Locale.ROOT));
  }

  private static List<String> pieces(String text, BreakIterator breaks) {
    breaks.setText(text);
    List<String> pieces = new ArrayList<>();
    int start = breaks.first();
    for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
      pieces.add(text.substring(start, end));
      start = end;
    }
    return pieces;
  }
}
