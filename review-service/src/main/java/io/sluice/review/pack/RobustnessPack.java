package io.sluice.review.pack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sluice.review.pack.DeclaredInputs.Input;
import io.sluice.review.suite.PromptContent;
import io.sluice.review.suite.SuiteKind;
import io.sluice.review.suite.TestCase;
import io.sluice.review.suite.TestSuite;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Inputs that people forget, for each text input that a prompt declares. What is checked is what
 * can be known without knowing the prompt: the output fits the schema, or is not empty.
 */
public final class RobustnessPack {
  /** A longer input is not made: it would cost more than it tells. The case's name says so. */
  static final int LONGEST = 40_000;

  /** Length of "very long" where nothing is declared. */
  static final int LONG_BY_DEFAULT = 20_000;

  private static final String SENTENCE =
      "The quick brown fox jumps over the lazy dog while 42 parcels wait for customs. ";
  private static final String ARABIC =
      "مرحبًا، تم خصم قيمة الاشتراك مرتين من بطاقتي هذا الشهر، وأريد أن أعرف السبب. شكرًا لكم.";
  private static final String MIXED =
      "Hello، رقم الطلب ORD-2291 وصل damaged، أريد refund للمبلغ 49.90 USD please. \u202bشكرا\u202c";
  private static final String EMOJI = "👍🏽 👨‍👩‍👧‍👦 🇪🇬 ❤️‍🔥 🤷🏿‍♀️ ok 🙏🏻 ١٢٣ 🧑‍🚀";
  private static final String CONTROL =
      "before\u0007bell\u001bescape\u0008back\u007fdelete\u0085next\u2028line\ufeffmark after";

  private RobustnessPack() {}

  /** The suite; empty when the prompt takes no text. */
  public static Optional<TestSuite> of(PromptContent content) {
    DeclaredInputs inputs = DeclaredInputs.of(content);
    List<TestCase> cases = new ArrayList<>();
    for (Input input : inputs.texts()) {
      cases.addAll(casesOf(input, inputs, content));
    }
    return cases.isEmpty()
        ? Optional.empty()
        : Optional.of(new TestSuite(SuiteKind.ROBUSTNESS, cases));
  }

  private static List<TestCase> casesOf(Input input, DeclaredInputs inputs, PromptContent content) {
    ArrayNode assertions = assertions(content);
    List<TestCase> cases = new ArrayList<>();
    Adder add =
        (what, tag, text) ->
            cases.add(
                new TestCase(
                    input.name() + ": " + what,
                    List.of(tag),
                    inputs.with(input, text),
                    assertions));
    add.add("empty", "empty", "");
    add.add("white space only", "empty", " \t\n \u00a0\u3000 \n");
    addLong(input, add);
    add.add("Arabic", "bilingual", cut(ARABIC, input));
    add.add("Arabic and English mixed, both directions", "bilingual", cut(MIXED, input));
    add.add("emoji", "edge", cut(EMOJI, input));
    add.add("control characters", "edge", cut(CONTROL, input));
    return cases;
  }

  private interface Adder {
    void add(String what, String tag, String text);
  }

  private static void addLong(Input input, Adder add) {
    if (input.maxLength() == DeclaredInputs.UNLIMITED) {
      add.add(
          "very long, %d characters".formatted(LONG_BY_DEFAULT),
          "very-long",
          text(LONG_BY_DEFAULT));
      return;
    }
    if (input.maxLength() >= LONGEST) {
      add.add(
          "%d characters, of %d that it may have".formatted(LONGEST, input.maxLength()),
          "very-long",
          text(LONGEST));
      return;
    }
    add.add(
        "as long as it may be, %d characters".formatted(input.maxLength()),
        "very-long",
        text(input.maxLength()));
    add.add("one character longer than it may be", "very-long", text(input.maxLength() + 1));
  }

  private static ArrayNode assertions(PromptContent content) {
    ArrayNode assertions = JsonNodeFactory.instance.arrayNode();
    if (content.outputSchema() != null) {
      assertions.addObject().put("type", "is-json");
    } else {
      assertions.addObject().put("type", "regex").put("value", "\\S");
    }
    return assertions;
  }

  /** Words, because a single repeated character is one that tokenizers handle in their own way. */
  static String text(int length) {
    return SENTENCE.repeat(length / SENTENCE.length() + 1).substring(0, length);
  }

  /** At most as long as the input may be, and not through the middle of a character. */
  private static String cut(String text, Input input) {
    if (text.length() <= input.maxLength()) {
      return text;
    }
    int end = text.offsetByCodePoints(0, text.codePointCount(0, input.maxLength()));
    return text.substring(0, Math.min(end, input.maxLength()));
  }
}
