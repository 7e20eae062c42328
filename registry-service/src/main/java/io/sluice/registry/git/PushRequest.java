package io.sluice.registry.git;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * What a push asks for, read before anything acts on it. The format is that of git's
 * gitprotocol-pack(5), "Reference Update Request and Packfile Transfer".
 *
 * @param commands which refs are to move, in the order sent
 * @param capabilities what the client understands
 * @param options push options ({@code git push -o})
 * @param packAt offset of the pack in the request
 * @param broken why the request cannot be read any further; null when it is whole
 */
record PushRequest(
    List<Command> commands,
    Set<String> capabilities,
    List<String> options,
    int packAt,
    @Nullable String broken) {

  /** Commands and options together; what is longer is a flood. */
  static final int MAX_BYTES = 64 * 1024;

  private static final int LENGTH_DIGITS = 4;
  private static final Pattern COMMAND =
      Pattern.compile("([0-9a-f]{40}) ([0-9a-f]{40}) (.+)", Pattern.DOTALL);
  private static final Pattern SHALLOW = Pattern.compile("shallow [0-9a-f]{40}");
  private static final String PROMOTE_TO = "promote-to=";

  PushRequest {
    commands = List.copyOf(commands);
    capabilities = Set.copyOf(capabilities);
    options = List.copyOf(options);
  }

  /** One ref that is to move from one commit to another; the zero id stands for none. */
  record Command(ObjectId from, ObjectId to, String ref) {
    boolean isDelete() {
      return to.equals(ObjectId.zeroId());
    }

    boolean isCreate() {
      return from.equals(ObjectId.zeroId()) && !isDelete();
    }

    /** True when the client saw the ref where it is; a delete need not say. */
    boolean isFrom(ObjectId now) {
      return from.equals(now) || (isDelete() && from.equals(ObjectId.zeroId()));
    }
  }

  /** True for a client that only asks whether it may push. */
  boolean isProbe() {
    return broken == null && commands.isEmpty();
  }

  boolean hasPack() {
    return commands.stream().anyMatch(command -> !command.isDelete());
  }

  /** Value of the last push option {@code promote-to}. */
  Optional<String> promoteTo() {
    return options.stream()
        .filter(option -> option.startsWith(PROMOTE_TO))
        .reduce((first, last) -> last)
        .map(option -> option.substring(PROMOTE_TO.length()));
  }

  /**
   * Reads the beginning of a request.
   *
   * @param start at least the first {@link #MAX_BYTES} bytes, or all when there are fewer
   */
  static PushRequest read(byte[] start) {
    Reader reader = new Reader(start);
    try {
      reader.commands();
      if (reader.capabilities.contains("push-options") && !reader.commands.isEmpty()) {
        reader.options();
      }
      return reader.done(null);
    } catch (Broken e) {
      return reader.done(String.valueOf(e.getMessage()));
    }
  }

  private static final class Broken extends Exception {
    private static final long serialVersionUID = 1L;

    Broken(String why) {
      super(why);
    }
  }

  private static final class Reader {
    private final byte[] bytes;
    private int at;
    private final List<Command> commands = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private Set<String> capabilities = Set.of();

    Reader(byte[] bytes) {
      this.bytes = bytes;
    }

    PushRequest done(@Nullable String broken) {
      return new PushRequest(commands, capabilities, options, at, broken);
    }

    void commands() throws Broken {
      boolean first = true;
      for (String line = next(); line != null; line = next()) {
        if (SHALLOW.matcher(line).matches()) {
          continue;
        }
        if (first) {
          first = false;
          int end = line.indexOf('\0');
          if (end >= 0) {
            capabilities =
                Arrays.stream(line.substring(end + 1).strip().split(" "))
                    .collect(Collectors.toSet());
            line = line.substring(0, end);
          }
        }
        Matcher command = COMMAND.matcher(line);
        if (!command.matches()) {
          throw new Broken("a line is no 'old new ref'");
        }
        commands.add(
            new Command(
                ObjectId.fromString(command.group(1)),
                ObjectId.fromString(command.group(2)),
                command.group(3)));
      }
    }

    void options() throws Broken {
      for (String line = next(); line != null; line = next()) {
        options.add(line);
      }
    }

    /** The next line, or null at a flush. */
    private @Nullable String next() throws Broken {
      if (at + LENGTH_DIGITS > bytes.length) {
        if (at == 0 && bytes.length == 0) {
          return null;
        }
        throw new Broken("it ends too early");
      }
      String digits = new String(bytes, at, LENGTH_DIGITS, StandardCharsets.ISO_8859_1);
      if (!digits.matches("[0-9a-fA-F]{4}")) {
        throw new Broken("a line has no length");
      }
      int length = Integer.parseInt(digits, 16);
      if (length == 0) {
        at += LENGTH_DIGITS;
        return null;
      }
      if (length < LENGTH_DIGITS) {
        throw new Broken("a line has an impossible length");
      }
      if (at + length > MAX_BYTES) {
        throw new Broken("commands and options have more than " + MAX_BYTES + " bytes");
      }
      if (at + length > bytes.length) {
        throw new Broken("it ends too early");
      }
      String line =
          new String(bytes, at + LENGTH_DIGITS, length - LENGTH_DIGITS, StandardCharsets.UTF_8);
      at += length;
      return line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
    }
  }
}
