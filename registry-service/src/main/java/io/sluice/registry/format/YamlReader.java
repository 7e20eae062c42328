package io.sluice.registry.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * Reads the part of YAML 1.2 that is JSON with comments: one document, no tags, anchors or aliases,
 * no duplicate keys, bounded size and depth. One reading only: what a reviewer sees is what is
 * parsed.
 */
public final class YamlReader {
  static final int MAX_BYTES = 256 * 1024;
  static final int MAX_DEPTH = 32;

  /** A value costs a hundred times its two bytes in memory, and time in every check. */
  static final int MAX_VALUES = 20_000;

  private static final JsonNodeFactory JSON = JsonNodeFactory.withExactBigDecimals(true);
  private static final int MAX_NUMBER_LENGTH = 64;

  /** Beyond the integers of 64 bits, where a JSON Schema's limits can no longer be compared. */
  private static final double TOO_LARGE = 0x1p63;

  /** Ends a line in YAML 1.1; the library takes it as one after a blank, and else as a letter. */
  private static final char NEXT_LINE = '\u0085';

  /** A file that cannot be read as one YAML document; carries the finding to report. */
  public static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient Finding finding;

    Unreadable(Finding finding) {
      super(finding.toString());
      this.finding = finding;
    }

    public Finding finding() {
      return finding;
    }
  }

  private final String path;
  private final Map<String, Position> positions = new HashMap<>();
  private Position last = new Position(1, 1);

  private YamlReader(String path) {
    this.path = path;
  }

  /**
   * Reads a file.
   *
   * @throws Unreadable with the first thing that is wrong: what follows it could not be trusted
   */
  public static YamlDocument read(String path, byte[] content) throws Unreadable {
    YamlReader reader = new YamlReader(path);
    String text = reader.decode(content);
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(path)
            .setSchema(new CoreSchema())
            .setCodePointLimit(MAX_BYTES)
            .build();
    try {
      reader.checkEvents(settings, text);
      Optional<Node> root = new Compose(settings).composeString(text);
      if (root.isEmpty()) {
        throw reader.unreadable(new Position(1, 1), "yaml-empty", "The file is empty; fill it in.");
      }
      return new YamlDocument(reader.toJson(root.get(), ""), text, reader.positions);
    } catch (MarkedYamlEngineException e) {
      Position at = e.getProblemMark().map(YamlReader::position).orElse(new Position(1, 1));
      throw reader.unreadable(
          at, "yaml-syntax", "This is not valid YAML: " + e.getProblem() + ". Fix the syntax.");
    } catch (IllegalArgumentException e) {
      // The library lets these out for an escape that is cut short, or is of no character.
      throw reader.unreadable(
          reader.last,
          "yaml-syntax",
          "This is not valid YAML after here: an escape in a double-quoted text is broken. Fix it,"
              + " or write '\\\\' for a backslash.");
    } catch (YamlEngineException e) {
      throw reader.unreadable(
          new Position(1, 1), "yaml-syntax", "This is not valid YAML: " + firstLine(e));
    }
  }

  private String decode(byte[] content) throws Unreadable {
    if (content.length > MAX_BYTES) {
      throw unreadable(
          new Position(1, 1),
          "file-too-large",
          "The file has " + content.length + " bytes; the limit is " + MAX_BYTES + ". Shorten it.");
    }
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw unreadable(new Position(1, 1), "not-utf-8", "The file is not UTF-8; save it as UTF-8.");
    }
    int odd = text.indexOf(NEXT_LINE);
    if (odd >= 0) {
      throw unreadable(place(text, odd), "hidden-character", HiddenCharacters.message(NEXT_LINE));
    }
    return text;
  }

  private static Position place(String text, int offset) {
    String before = text.substring(0, offset);
    int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
    return new Position(line, offset - before.lastIndexOf('\n'));
  }

  /** Looks at the flat event stream first, so that depth is bounded before anything recurses. */
  private void checkEvents(LoadSettings settings, String text) throws Unreadable {
    int depth = 0;
    int documents = 0;
    int values = 0;
    for (Event event : new Parse(settings).parseString(text)) {
      Position at = event.getStartMark().map(YamlReader::position).orElse(new Position(1, 1));
      last = at;
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        case DocumentStart -> documents++;
        default -> {}
      }
      if (event instanceof NodeEvent && ++values > MAX_VALUES) {
        throw unreadable(
            at,
            "yaml-too-many-values",
            "More than " + MAX_VALUES + " values; make two files of it.");
      }
      if (depth > MAX_DEPTH) {
        throw unreadable(
            at, "yaml-too-deep", "Nested deeper than " + MAX_DEPTH + " levels; flatten it.");
      }
      if (event instanceof DocumentStartEvent && documents > 1) {
        throw unreadable(
            at, "yaml-one-document", "A second document ('---') starts here; keep one per file.");
      }
      if (event instanceof AliasEvent
          || (event instanceof NodeEvent node && node.getAnchor().isPresent())) {
        throw unreadable(
            at, "yaml-no-alias", "Anchors and aliases are not allowed; write the value out.");
      }
      if (hasTag(event)) {
        throw unreadable(at, "yaml-no-tag", "Tags ('!…') are not allowed; write the plain value.");
      }
      if (event instanceof ScalarEvent scalar && hasHalfCharacter(scalar.getValue())) {
        throw unreadable(
            at,
            "yaml-syntax",
            "An escape in this text stands for half a character (a lone surrogate), which no JSON"
                + " can hold; write the character itself.");
      }
    }
  }

  private static boolean hasTag(Event event) {
    return (event instanceof ScalarEvent scalar && scalar.getTag().isPresent())
        || (event instanceof CollectionStartEvent start && start.getTag().isPresent());
  }

  private static boolean hasHalfCharacter(String text) {
    return text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE);
  }

  private JsonNode toJson(Node node, String pointer) throws Unreadable {
    Position at = node.getStartMark().map(YamlReader::position).orElse(new Position(1, 1));
    positions.putIfAbsent(pointer, at);
    return switch (node) {
      case MappingNode mapping -> object(mapping, pointer);
      case SequenceNode sequence -> array(sequence, pointer);
      case ScalarNode scalar -> scalar(scalar, at);
      default -> throw unreadable(at, "yaml-no-alias", "Write the value out here.");
    };
  }

  private ObjectNode object(MappingNode mapping, String pointer) throws Unreadable {
    ObjectNode object = JSON.objectNode();
    for (NodeTuple entry : mapping.getValue()) {
      Position at =
          entry.getKeyNode().getStartMark().map(YamlReader::position).orElse(new Position(1, 1));
      if (!(entry.getKeyNode() instanceof ScalarNode keyNode)) {
        throw unreadable(at, "yaml-key", "A key must be a plain text; quote it or rename it.");
      }
      String key = keyNode.getValue();
      if (object.has(key)) {
        throw unreadable(
            at, "yaml-duplicate-key", "'" + key + "' is here twice; remove one of the two.");
      }
      String child = pointer + "/" + key.replace("~", "~0").replace("/", "~1");
      positions.put(child, at);
      object.set(key, toJson(entry.getValueNode(), child));
    }
    return object;
  }

  private ArrayNode array(SequenceNode sequence, String pointer) throws Unreadable {
    ArrayNode array = JSON.arrayNode();
    int index = 0;
    for (Node item : sequence.getValue()) {
      array.add(toJson(item, pointer + "/" + index++));
    }
    return array;
  }

  private JsonNode scalar(ScalarNode scalar, Position at) throws Unreadable {
    Tag tag = scalar.getTag();
    String value = scalar.getValue();
    if (tag.equals(Tag.NULL)) {
      return JSON.nullNode();
    }
    if (tag.equals(Tag.BOOL)) {
      return JSON.booleanNode(value.equalsIgnoreCase("true"));
    }
    if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) {
      JsonNode number = number(value);
      if (number == null) {
        throw unreadable(
            at,
            "yaml-number",
            "'"
                + value
                + "' is no decimal number that can be kept (below 2^63); quote it if it is a text.");
      }
      return number;
    }
    return JSON.textNode(value);
  }

  private static @Nullable JsonNode number(String value) {
    if (value.length() > MAX_NUMBER_LENGTH) {
      return null;
    }
    try {
      BigDecimal decimal = new BigDecimal(value);
      // RFC 8785 numbers are IEEE doubles: what they cannot hold would change under the digest.
      double held = decimal.doubleValue();
      boolean isTooSmall = Math.abs(held) < Double.MIN_NORMAL && decimal.signum() != 0;
      if (Math.abs(held) >= TOO_LARGE || isTooSmall) {
        return null;
      }
      // What is held decides the form, not its spelling: 0.99…9 with enough nines is 1 everywhere.
      if (held == Math.rint(held) && Math.abs(held) < 1e15) {
        long integer = (long) held;
        return integer == (int) integer ? JSON.numberNode((int) integer) : JSON.numberNode(integer);
      }
      return JSON.numberNode(held);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  private Unreadable unreadable(Position at, String rule, String message) {
    return new Unreadable(new Finding(path, at.line(), at.column(), rule, message));
  }

  private static Position position(Mark mark) {
    return new Position(mark.getLine() + 1, mark.getColumn() + 1);
  }

  private static String firstLine(Throwable e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("unreadable");
  }
}
