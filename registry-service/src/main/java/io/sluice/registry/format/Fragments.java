package io.sluice.registry.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sluice.kit.template.Template;
import io.sluice.kit.template.Template.Part;
import io.sluice.registry.format.FragmentVersion.Source;
import io.sluice.registry.format.FragmentVersion.Source.Answer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Puts fragments into the messages of a prompt: {@code {{> id@version}}} becomes the content of
 * that version's only message, as it is. The result is what a version is; nothing is looked up
 * later.
 */
public final class Fragments {
  /** How far fragments may be inside fragments. */
  public static final int MAX_DEPTH = 8;

  /** Tags in one prompt. */
  public static final int MAX_TAGS = 50;

  private static final int MAX_BYTES = YamlReader.MAX_BYTES;
  private static final Set<String> HARMLESS_TYPES = Set.of("number", "integer", "boolean");

  /**
   * A prompt with its fragments put in.
   *
   * @param prompt the entry; where something is wrong, tags stay in it
   * @param composition how it was put together; null when it names no fragment
   * @param findings what is wrong with its tags, or worth a look
   */
  public record Resolved(
      JsonNode prompt, @Nullable Composition composition, List<Finding> findings) {}

  private final RepositoryPath.Prompt at;
  private final YamlDocument document;
  private final Source source;
  private final List<Finding> findings = new ArrayList<>();
  private final Map<String, FragmentUse> uses = new LinkedHashMap<>();
  private final Set<String> usedInputs = new LinkedHashSet<>();
  private long bytes;

  private Fragments(RepositoryPath.Prompt at, YamlDocument document, Source source) {
    this.at = at;
    this.document = document;
    this.source = source;
    this.bytes = document.json().toString().getBytes(StandardCharsets.UTF_8).length;
  }

  /** A prompt's file for {@link #resolve}, if it can be read and names fragments. */
  public static Optional<YamlDocument> document(RepositoryPath.Prompt at, byte[] content) {
    try {
      YamlDocument document = YamlReader.read(at.path(), content);
      return keys(document.json()).isEmpty() ? Optional.empty() : Optional.of(document);
    } catch (YamlReader.Unreadable e) {
      return Optional.empty();
    }
  }

  /**
   * The prompts among changed files that name fragments.
   *
   * @param changed path to new content; empty content means that the file is removed
   */
  public static Map<RepositoryPath.Prompt, YamlDocument> documents(
      Map<String, Optional<byte[]>> changed) {
    Map<RepositoryPath.Prompt, YamlDocument> documents = new LinkedHashMap<>();
    changed.forEach(
        (path, content) -> {
          if (content.isPresent()
              && RepositoryPath.of(path).orElse(null) instanceof RepositoryPath.Prompt prompt) {
            document(prompt, content.get()).ifPresent(document -> documents.put(prompt, document));
          }
        });
    return documents;
  }

  /** The fragments that an entry names itself, as {@code id@version}; at most so many. */
  public static Set<String> keys(JsonNode prompt) {
    Set<String> keys = new LinkedHashSet<>();
    for (JsonNode message : prompt.path("messages")) {
      String content = message.path("content").asText();
      if (content.contains("{{")) {
        Template.parse(content).fragments().stream()
            .limit(MAX_TAGS)
            .forEach(tag -> keys.add(tag.id() + "@" + tag.version()));
      }
    }
    return keys;
  }

  /** Puts fragments in, knowing only the entry and not its file. */
  public static Resolved resolve(String id, JsonNode prompt, Source source) {
    return resolve(new RepositoryPath.Prompt(id), new YamlDocument(prompt, "", Map.of()), source);
  }

  /** Puts fragments in; findings say line and column of the tag that is wrong. */
  public static Resolved resolve(RepositoryPath.Prompt at, YamlDocument document, Source source) {
    if (keys(document.json()).isEmpty()) {
      return new Resolved(document.json(), null, List.of());
    }
    return new Fragments(at, document, source).resolve();
  }

  private Resolved resolve() {
    ObjectNode prompt = document.json().deepCopy();
    int tags = 0;
    for (int i = 0; i < prompt.path("messages").size(); i++) {
      if (prompt.path("messages").get(i) instanceof ObjectNode message) {
        Template template = Template.parse(message.path("content").asText());
        tags += template.fragments().size();
        if (tags > MAX_TAGS) {
          findings.add(
              Finding.at(
                  at,
                  document,
                  "/messages/" + i,
                  "fragment-count",
                  "More than " + MAX_TAGS + " fragments in one prompt; include less."));
          break;
        }
        message.put("content", put(template, i, message.path("role").asText()));
      }
    }
    if (Finding.errors(findings).isEmpty()) {
      unused();
    }
    return new Resolved(
        prompt,
        new Composition(document.json().path("messages"), List.copyOf(uses.values())),
        List.copyOf(findings));
  }

  private String put(Template template, int message, String role) {
    String pointer = "/messages/" + message + "/content";
    String written = document.json().at(pointer).asText();
    StringBuilder text = new StringBuilder();
    List<String> expected = new ArrayList<>();
    for (Part part : template.parts()) {
      if (part instanceof Part.Fragment tag) {
        Position place =
            TemplateRules.place(document, pointer, written, tag.source(), tag.offset());
        String content = content(tag, place);
        bytes += content.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_BYTES) {
          error(place, "fragment-size", "With its fragments the prompt has more than 256 KiB.");
          return written;
        }
        text.append(content);
        List<String> names = Template.parse(content).names();
        expected.addAll(names);
        names.stream().distinct().forEach(name -> input(name, tag, place, role));
      } else {
        text.append(part.source());
        if (part instanceof Part.Input input) {
          expected.add(input.name());
          usedInputs.add(input.name());
        }
      }
    }
    Template whole = Template.parse(text.toString());
    if (findings.isEmpty()
        && (!whole.names().equals(expected)
            || !whole.malformed().isEmpty()
            || !whole.fragments().isEmpty())) {
      error(
          document.position(pointer),
          "fragment-boundary",
          "Braces next to a fragment's tag make another placeholder with its text; put a space"
              + " between.");
    }
    return text.toString();
  }

  /** The text that stands for a tag; the tag itself when that is wrong. */
  private String content(Part.Fragment tag, Position place) {
    String key = tag.id() + "@" + tag.version();
    if (tag.id().equals(at.id())) {
      error(
          place, "fragment-cycle", "A prompt cannot include itself; remove " + tag.source() + ".");
      return tag.source();
    }
    return switch (source.find(tag.id(), tag.version())) {
      case Answer.NoSuchPrompt none -> {
        error(
            place,
            "fragment-missing",
            "There is no prompt '" + tag.id() + "' on main; merge it first, then include it.");
        yield tag.source();
      }
      case Answer.NoSuchVersion(int latest) -> {
        error(
            place,
            "fragment-missing",
            "There is no "
                + key
                + " on main; the newest version is "
                + latest
                + ". A version is merged before it can be included.");
        yield tag.source();
      }
      case Answer.Found(FragmentVersion found) -> {
        String wrong = rule(found);
        if (wrong != null) {
          error(place, wrong, why(wrong, found));
          yield tag.source();
        }
        Stream.concat(
                Stream.of(new FragmentUse(tag.id(), tag.version(), found.commit(), 1)),
                found.uses().stream().map(FragmentUse::deeper))
            .forEach(
                use ->
                    uses.merge(
                        use.key(), use, (one, two) -> one.depth() <= two.depth() ? one : two));
        yield found.entry().path("messages").get(0).path("content").asText();
      }
    };
  }

  private @Nullable String rule(FragmentVersion found) {
    if (found.archived()) {
      return "fragment-archived";
    }
    if (found.entry().path("messages").size() != 1) {
      return "fragment-messages";
    }
    if (found.uses().stream().anyMatch(use -> use.fragment().equals(at.id()))) {
      return "fragment-cycle";
    }
    int depth = found.uses().stream().mapToInt(FragmentUse::depth).max().orElse(0) + 1;
    return depth > MAX_DEPTH ? "fragment-depth" : null;
  }

  private String why(String rule, FragmentVersion found) {
    return switch (rule) {
      case "fragment-archived" ->
          "'" + found.id() + "' is archived; its entry says why and by what it is replaced.";
      case "fragment-messages" ->
          found.key()
              + " has "
              + found.entry().path("messages").size()
              + " messages; only a prompt with exactly one can be included.";
      case "fragment-cycle" ->
          found.key() + " includes '" + at.id() + "' itself; a prompt cannot be inside itself.";
      default ->
          found.key()
              + " goes deeper than "
              + MAX_DEPTH
              + " fragments inside each other; flatten it.";
    };
  }

  private void input(String name, Part.Fragment tag, Position place, String role) {
    usedInputs.add(name);
    JsonNode declared = document.json().path("inputs").path(name);
    if (declared.isMissingNode()) {
      error(
          place,
          "template-undeclared",
          tag.source() + " uses {{" + name + "}}; add '" + name + "' to 'inputs'.");
    } else if (role.equals("system") && !HARMLESS_TYPES.contains(declared.path("type").asText())) {
      findings.add(
          Finding.at(
                  at,
                  place,
                  "template-in-system",
                  tag.source()
                      + " puts {{"
                      + name
                      + "}} in a system message: whoever writes that text can give the model"
                      + " orders (prompt injection). Put it in a user message.")
              .asWarning());
    }
  }

  private void unused() {
    document
        .json()
        .path("inputs")
        .fieldNames()
        .forEachRemaining(
            name -> {
              if (!usedInputs.contains(name)) {
                findings.add(TemplateRules.unused(at, document, name));
              }
            });
  }

  private void error(Position place, String rule, String message) {
    findings.add(Finding.at(at, place, rule, message));
  }
}
