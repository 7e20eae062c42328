package io.sluice.registry.format;

import com.fasterxml.jackson.databind.JsonNode;
import io.sluice.kit.template.Template;
import io.sluice.kit.template.Template.Part;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lint of templates. Errors: what cannot be filled in. Warnings: what most likely does not do
 * what its author thinks, and untrusted text in a place where models take orders from.
 */
final class TemplateRules {
  private static final String UNDERSTOOD =
      " Sluice understands {{name}} for an input and {{> id@version}} for a fragment, nothing else:"
          + " no conditions, loops or filters.";
  private static final Pattern OTHER_SYNTAX =
      Pattern.compile(
          "\\{%[^\\n%]{0,60}(?:%\\}|$)|\\$?\\{[ \\t]{0,20}([A-Za-z_][A-Za-z0-9_]{0,63})[ \\t]{0,20}\\}",
          Pattern.MULTILINE);
  private static final Set<String> HARMLESS_TYPES = Set.of("number", "integer", "boolean");
  private static final int SHORT_NAME = 3;

  private final RepositoryPath.Prompt at;
  private final YamlDocument document;
  private final Set<String> declared = new TreeSet<>();
  private final Set<String> used = new HashSet<>();
  private final List<Finding> findings = new ArrayList<>();

  private TemplateRules(RepositoryPath.Prompt at, YamlDocument document) {
    this.at = at;
    this.document = document;
    document.json().path("inputs").fieldNames().forEachRemaining(declared::add);
  }

  static List<Finding> check(RepositoryPath.Prompt at, YamlDocument document) {
    TemplateRules rules = new TemplateRules(at, document);
    JsonNode messages = document.json().path("messages");
    boolean fragments = false;
    for (int i = 0; i < messages.size(); i++) {
      Template template = Template.parse(messages.get(i).path("content").asText());
      fragments |= !template.fragments().isEmpty();
      new Message(rules, i, messages.get(i)).check(template);
    }
    if (!fragments) {
      rules.unused();
    }
    return rules.findings;
  }

  /** What a fragment brings is not known here; whether its prompt uses every input neither. */
  private void unused() {
    for (String name : declared) {
      if (!used.contains(name)) {
        findings.add(unused(at, document, name));
      }
    }
  }

  static Finding unused(RepositoryPath.Prompt at, YamlDocument document, String name) {
    return Finding.at(
            at,
            document,
            "/inputs/" + name,
            "template-unused",
            "No message uses '" + name + "'; use {{" + name + "}} or remove the input.")
        .asWarning();
  }

  /** The declared input that was most likely meant. */
  static Optional<String> nearest(String name, Set<String> declared) {
    String bare = bare(name);
    String best = null;
    int bestDistance = (name.length() <= SHORT_NAME ? 1 : 2) + 1;
    for (String candidate : declared) {
      int distance = bare.equals(bare(candidate)) ? 0 : distance(bare, bare(candidate));
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return Optional.ofNullable(best);
  }

  /** {@code user_Name} and {@code userName} are one name to whoever mistypes it. */
  private static String bare(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "");
  }

  /** Levenshtein distance; names have at most 64 characters. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int change = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }

  /** The lint of one message. */
  private static final class Message {
    private final TemplateRules rules;
    private final String pointer;
    private final String content;
    private final boolean system;
    private final Set<String> told = new HashSet<>();

    Message(TemplateRules rules, int index, JsonNode message) {
      this.rules = rules;
      this.pointer = "/messages/" + index + "/content";
      this.content = message.path("content").asText();
      this.system = message.path("role").asText().equals("system");
    }

    void check(Template template) {
      for (Template.Malformed broken : template.malformed()) {
        rules.findings.add(
            finding(
                broken.source(), broken.offset(), "template-syntax", malformed(broken.source())));
      }
      List<Part> parts = template.parts();
      for (int i = 0; i < parts.size(); i++) {
        switch (parts.get(i)) {
          case Part.Text text -> otherSyntax(text);
          case Part.Input input -> {
            input(input);
            boolean open = i > 0 && parts.get(i - 1).source().endsWith("{");
            boolean closed = i + 1 < parts.size() && parts.get(i + 1).source().startsWith("}");
            if (open && closed) {
              suspicious("{" + input.source() + "}", input.offset() - 1);
            }
          }
          case Part.Fragment fragment -> {}
        }
      }
    }

    private void input(Part.Input input) {
      String name = input.name();
      rules.used.add(name);
      if (!told.add(name)) {
        return;
      }
      if (!rules.declared.contains(name)) {
        String hint =
            nearest(name, rules.declared)
                .map(near -> "did you mean {{" + near + "}}? Or add '" + name + "' to 'inputs'.")
                .orElse("add '" + name + "' to 'inputs'.");
        rules.findings.add(
            finding(
                input.source(),
                input.offset(),
                "template-undeclared",
                "{{" + name + "}} is not declared; " + hint));
      } else if (system && !HARMLESS_TYPES.contains(type(name))) {
        rules.findings.add(
            finding(
                    input.source(),
                    input.offset(),
                    "template-in-system",
                    "{{"
                        + name
                        + "}} stands in a system message: whoever writes that text can give the"
                        + " model orders (prompt injection). Put it in a user message.")
                .asWarning());
      }
    }

    private String type(String name) {
      return rules.document.json().path("inputs").path(name).path("type").asText();
    }

    private void otherSyntax(Part.Text text) {
      Matcher matcher = OTHER_SYNTAX.matcher(text.source());
      while (matcher.find()) {
        String name = matcher.group(1);
        if (name == null || rules.declared.contains(name)) {
          suspicious(matcher.group(), text.offset() + matcher.start());
        }
      }
    }

    private void suspicious(String literal, int offset) {
      if (told.add(literal)) {
        rules.findings.add(
            finding(
                    literal,
                    offset,
                    "template-suspicious",
                    "'" + literal + "' is not filled in as a whole." + UNDERSTOOD)
                .asWarning());
      }
    }

    private static String malformed(String source) {
      if (source.replace(" ", "").startsWith("{{>")) {
        return "'"
            + source
            + "' names no fragment; write {{> id@version}} with the id of a prompt and the number"
            + " of one of its versions.";
      }
      return "'" + source + "' is no placeholder." + UNDERSTOOD;
    }

    private Finding finding(String literal, int offset, String rule, String message) {
      return Finding.at(
          rules.at, place(rules.document, pointer, content, literal, offset), rule, message);
    }
  }

  /** Where a piece of a value stands in the file. */
  static Position place(
      YamlDocument document, String pointer, String content, String literal, int offset) {
    int occurrence = 0;
    for (int found = content.indexOf(literal);
        found >= 0 && found < offset;
        found = content.indexOf(literal, found + literal.length())) {
      occurrence++;
    }
    return document.position(pointer, literal, occurrence);
  }
}
