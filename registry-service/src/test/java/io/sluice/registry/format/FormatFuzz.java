package io.sluice.registry.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sluice.kit.template.Template;
import io.sluice.registry.fuzz.Check;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Targets: YAML, the four kinds of files, templates, paths, what must not stand in a text. */
public final class FormatFuzz {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<RepositoryPath> KINDS =
      List.of(
          new RepositoryPath.Prompt("x"),
          new RepositoryPath.Tests("x"),
          new RepositoryPath.Environment("production", "x"),
          new RepositoryPath.Policy());
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");
  private static final int MAX_FINDINGS = 50;

  private FormatFuzz() {}

  /**
   * A file is refused with a place in it, or read as values that, written as JSON (which is YAML),
   * are read as the same values; every place that is known is that of a value.
   */
  public static void yaml(byte[] data) {
    YamlDocument document;
    try {
      document = YamlReader.read("f.yaml", data);
    } catch (YamlReader.Unreadable e) {
      requirePlace(e.finding(), data);
      return;
    }
    document
        .positions()
        .forEach(
            (pointer, at) -> {
              JsonNode value = document.json().at(pointer);
              Check.that(!value.isMissingNode(), "A place is that of a value", pointer);
              Check.that(at.line() >= 1 && at.column() >= 1, "A place is in the file", at);
            });
    String json = document.json().toString();
    if (json.length() > YamlReader.MAX_BYTES / 4 || hasLongKey(document.json())) {
      return; // YAML bounds a file, and a key before its colon
    }
    try {
      JsonNode again = YamlReader.read("f.yaml", json.getBytes(StandardCharsets.UTF_8)).json();
      Check.same(document.json(), again, "JSON of what was read is read the same");
    } catch (YamlReader.Unreadable e) {
      Check.that(
          json.codePoints().anyMatch(FormatFuzz::isUnprintable),
          "JSON of what was read is readable",
          e.finding() + " in " + json);
    }
  }

  /**
   * The first byte chooses the kind. A file is refused with findings that have a place and say what
   * to do, or it is good: then nothing invisible is in any value of it but a case's, and however it
   * is formatted, it is the same version.
   */
  public static void files(byte[] data) {
    if (data.length == 0) {
      return;
    }
    RepositoryPath at = KINDS.get(Math.floorMod(data[0], KINDS.size()));
    byte[] content = Arrays.copyOfRange(data, 1, data.length);
    FileFormat.Checked checked = FileFormat.check(at, content);
    Check.that(checked.findings().size() <= MAX_FINDINGS, "At most 50", checked.findings().size());
    checked.findings().forEach(finding -> requirePlace(finding, content));
    JsonNode json = checked.json();
    List<Finding> errors = Finding.errors(checked.findings());
    if (json == null || !errors.isEmpty()) {
      Check.that(!errors.isEmpty(), "What cannot be read has an error", at);
      return;
    }
    if (!(at instanceof RepositoryPath.Tests)) { // cases of attacks may have such, as escapes
      requireVisible(json);
    }
    FileFormat.Checked again =
        FileFormat.check(at, json.toString().getBytes(StandardCharsets.UTF_8));
    if (Finding.errors(again.findings()).isEmpty()) { // a long key is no key in one line of YAML
      Check.same(json, again.json(), "Another formatting is the same content");
    }
    switch (at) {
      case RepositoryPath.Prompt prompt -> {
        VersionContent version = new VersionContent(json, null);
        Check.that(version.digest().matches("sha256:[0-9a-f]{64}"), "A digest", version.digest());
        Check.same(version.digest(), new VersionContent(parse(json.toString()), null).digest(), "");
      }
      case RepositoryPath.Tests tests -> {
        VersionContent version = new VersionContent(JSON.createObjectNode(), json);
        Check.that(version.digest().matches("sha256:[0-9a-f]{64}"), "A digest", version.digest());
      }
      case RepositoryPath.Environment environment -> {
        EnvironmentFile file = EnvironmentFile.of(json);
        FileFormat.Checked written = FileFormat.check(at, file.bytes());
        Check.same(List.of(), written.findings(), "What is written back is good");
        Check.same(json, written.json(), "What is written back is the same");
        Check.that(new Policy(json).plan("production", file.rollout()).size() >= 7, "A plan", json);
      }
      case RepositoryPath.Policy policy -> {
        Policy read = new Policy(json);
        read.environments()
            .forEach(name -> Check.that(read.plan(name, json).size() >= 7, "A plan", name));
      }
    }
  }

  /**
   * The parts of a template are the template; filling in is a single pass, so inputs that name
   * themselves leave the template as it was; a template without a remark has no other braces.
   */
  public static void templates(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    Template template = Template.parse(text);
    StringBuilder whole = new StringBuilder();
    StringBuilder rest = new StringBuilder();
    Map<String, String> themselves = new HashMap<>();
    for (Template.Part part : template.parts()) {
      Check.same(whole.length(), part.offset(), "A part is where it says");
      whole.append(part.source());
      switch (part) {
        case Template.Part.Text plain -> rest.append(plain.source()).append(' ');
        case Template.Part.Input input -> {
          Check.that(NAME.matcher(input.name()).matches(), "A name", input);
          themselves.put(input.name(), "{{" + input.name() + "}}");
        }
        case Template.Part.Fragment fragment ->
            Check.that(
                RepositoryPath.of("prompts/" + fragment.id() + "/prompt.yaml").isPresent()
                    && fragment.version() > 0,
                "A fragment is a version of a prompt",
                fragment);
      }
    }
    Check.same(text, whole.toString(), "The parts are the template");
    template
        .malformed()
        .forEach(
            bad -> Check.that(text.startsWith(bad.source(), bad.offset()), "It stands there", bad));
    if (template.malformed().isEmpty()) {
      Check.that(rest.indexOf("{{") < 0, "Every double brace opens something", text);
      Template again = Template.parse(template.fill(themselves));
      Check.same(template.names(), again.names(), "Filled with themselves, the same inputs");
    }
  }

  /** A path that is taken is itself again, lies where it says, and needs no escaping in a URL. */
  public static void paths(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    for (String path :
        List.of(
            text,
            "prompts/" + text + "/prompt.yaml",
            "prompts/" + text + "/tests.yaml",
            "environments/" + text + ".yaml")) {
      Optional<RepositoryPath> at = RepositoryPath.of(path);
      if (at.isPresent()) {
        Check.same(path, at.get().path(), "A path is itself");
        Check.same(Path.of(path), Path.of(path).normalize(), "A path is normal");
        Check.that(!Path.of(path).isAbsolute() && path.length() < 250, "A path is short", path);
        Check.same(path, URI.create("http://h/" + path).normalize().getRawPath().substring(1), "");
        Check.that(path.chars().noneMatch(c -> "%;\\ ".indexOf(c) >= 0), "No escaping", path);
      }
    }
  }

  /**
   * Invisible characters and credentials are found wherever they stand, and a finding never says
   * the credential.
   */
  public static void hidden(byte[] data) {
    String text = new String(data, StandardCharsets.UTF_8);
    List<Finding> hidden = HiddenCharacters.find("f", text);
    hidden.forEach(finding -> requirePlace(finding, data));
    if (hidden.isEmpty()) {
      Check.that(
          text.codePoints().noneMatch(FormatFuzz::isReordering), "Nothing reorders text", text);
    }
    Check.that(
        !HiddenCharacters.find("f", text + "\n\u202e").isEmpty(), "An added one is found", text);
    String key = "ghp_" + "a1B2".repeat(9);
    List<Finding> secrets = SecretScan.find("f", text + "\n" + key + "\n" + text);
    Check.that(!secrets.isEmpty(), "A token on a line of its own is found", text);
    secrets.forEach(
        finding -> Check.that(!finding.toString().contains(key), "A finding is safe", finding));
  }

  private static void requirePlace(Finding finding, byte[] content) {
    long lines =
        2
            + new String(content, StandardCharsets.UTF_8)
                .chars()
                .filter(c -> c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029)
                .count();
    Check.that(finding.line() >= 0 && finding.line() <= lines, "A line of the file", finding);
    Check.that(finding.column() >= 0, "A column", finding);
    Check.that(finding.rule().matches("[a-zA-Z0-9$-]+"), "A rule has a name", finding.rule());
    Check.that(finding.message().length() > 10, "A finding says what to do", finding);
  }

  private static void requireVisible(JsonNode json) {
    if (json.isTextual()) {
      List<Finding> hidden = HiddenCharacters.find("f", json.textValue());
      Check.same(List.of(), hidden, "No value holds what a reviewer cannot see");
    }
    json.fieldNames()
        .forEachRemaining(
            name -> Check.same(List.of(), HiddenCharacters.find("f", name), "Nor does a name"));
    json.forEach(FormatFuzz::requireVisible);
  }

  private static boolean hasLongKey(JsonNode json) {
    boolean[] found = {false};
    json.fieldNames()
        .forEachRemaining(name -> found[0] |= JSON.valueToTree(name).toString().length() > 1000);
    json.forEach(child -> found[0] |= hasLongKey(child));
    return found[0];
  }

  private static boolean isUnprintable(int c) {
    return c >= 0x7f && c < 0xa0
        || c >= 0xd800 && c < 0xe000
        || c >= 0xfffe && c <= 0xffff
        || c == 0xfeff;
  }

  private static boolean isReordering(int c) {
    return c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069;
  }

  private static JsonNode parse(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }
}
