package io.sluice.registry.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Inputs made of known ones: bytes changed, parts left out, repeated, or taken from another. */
final class Mutations {
  private static final int MAX_BYTES = 8_192;
  private static final List<String> TOKENS =
      List.of(
          "{{",
          "}}",
          "{{>",
          "---\n",
          ": ",
          "- ",
          "\n  ",
          "|\n",
          "\"",
          "'",
          "#",
          "&a ",
          "*a",
          "!!str ",
          "..",
          "/",
          ".lock",
          "\\u202e",
          "\u202e",
          "\u0000",
          "1e999",
          "-0",
          "0x1f",
          "~",
          "null",
          "true",
          "[",
          "]",
          "{",
          "}",
          ",",
          "=",
          ".",
          "\r",
          "%2F",
          "\ud83d\ude00",
          "\u200d");

  private final Random random;
  private final List<Corpus.Input> inputs;

  Mutations(Random random, List<Corpus.Input> inputs) {
    this.random = random;
    this.inputs = inputs;
  }

  byte[] next() {
    byte[] data = any();
    for (int i = random.nextInt(4); i >= 0; i--) {
      data = mutate(data);
    }
    return data.length > MAX_BYTES ? Arrays.copyOf(data, MAX_BYTES) : data;
  }

  private byte[] mutate(byte[] data) {
    int from = random.nextInt(data.length + 1);
    int to = Math.min(data.length, from + random.nextInt(32));
    return switch (random.nextInt(6)) {
      case 0 -> spliced(data, from, to, new byte[0]);
      case 1 -> spliced(data, from, from, Arrays.copyOfRange(data, from, to));
      case 2 -> spliced(data, from, from, token());
      case 3 -> spliced(data, from, to, token());
      case 4 -> {
        byte[] other = any();
        int start = random.nextInt(other.length + 1);
        int end = Math.min(other.length, start + random.nextInt(200));
        yield spliced(data, from, to, Arrays.copyOfRange(other, start, end));
      }
      default -> spliced(data, from, Math.min(data.length, from + 1), oneByte());
    };
  }

  private byte[] oneByte() {
    return new byte[] {(byte) random.nextInt(256)};
  }

  private byte[] token() {
    return TOKENS.get(random.nextInt(TOKENS.size())).getBytes(StandardCharsets.UTF_8);
  }

  private byte[] any() {
    return inputs.get(random.nextInt(inputs.size())).bytes();
  }

  private static byte[] spliced(byte[] data, int from, int to, byte[] middle) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(data, 0, from);
    out.writeBytes(middle);
    out.write(data, to, data.length - to);
    return out.toByteArray();
  }
}
