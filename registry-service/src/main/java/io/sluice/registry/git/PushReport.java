package io.sluice.registry.git;

import io.sluice.registry.format.Finding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.SideBandOutputStream;
import org.jspecify.annotations.Nullable;

/** The answer to a push, as git prints it: lines for people, then what became of each ref. */
final class PushReport {
  private static final int MAX_FINDINGS = 50;

  private PushReport() {}

  /** A push of which nothing was taken. */
  static byte[] refused(PushRequest request, List<Finding> findings) throws IOException {
    StringBuilder text = new StringBuilder("\n");
    text.append("Refused. ")
        .append(findings.size())
        .append(" to mend, then push again; nothing was stored:\n");
    findings.stream()
        .limit(MAX_FINDINGS)
        .forEach(finding -> text.append("  ").append(finding).append('\n'));
    if (findings.size() > MAX_FINDINGS) {
      text.append("  … and ").append(findings.size() - MAX_FINDINGS).append(" more\n");
    }
    Finding first = findings.getFirst();
    String reason = first.rule() + (first.line() > 0 ? " at " + first.where() : "");
    return write(request, text.append('\n').toString(), ref -> reason);
  }

  /** A push that was taken. */
  static byte[] taken(PushRequest request, List<Finding> warnings, List<String> lines)
      throws IOException {
    StringBuilder text = new StringBuilder();
    warnings.stream()
        .limit(MAX_FINDINGS)
        .forEach(warning -> text.append("Warning: ").append(warning).append('\n'));
    if (warnings.size() > MAX_FINDINGS) {
      text.append("… and ").append(warnings.size() - MAX_FINDINGS).append(" more warnings\n");
    }
    if (!lines.isEmpty()) {
      text.append('\n');
      lines.forEach(line -> text.append(line).append('\n'));
      text.append('\n');
    }
    return write(request, text.toString(), ref -> null);
  }

  /** A push that failed for no fault of its own. */
  static byte[] failed(PushRequest request) throws IOException {
    return write(
        request,
        "\nThe registry could not take this push right now; nothing changed. Push again.\n\n",
        ref -> "the registry could not take it right now");
  }

  private interface Outcome {
    /** Why a ref was not moved; null when it was. */
    @Nullable String refusal(String ref);
  }

  private static byte[] write(PushRequest request, String text, Outcome outcome)
      throws IOException {
    Set<String> capabilities = request.capabilities();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean bands = capabilities.contains("side-band-64k");
    if (bands && !text.isEmpty()) {
      try (SideBandOutputStream people =
          new SideBandOutputStream(
              SideBandOutputStream.CH_PROGRESS, SideBandOutputStream.MAX_BUF, out)) {
        people.write(plain(text).getBytes(StandardCharsets.UTF_8));
        people.flush();
      }
    }
    if (capabilities.contains("report-status")) {
      ByteArrayOutputStream status = new ByteArrayOutputStream();
      PacketLineOut lines = new PacketLineOut(status);
      lines.writeString("unpack ok\n");
      for (PushRequest.Command command : request.commands()) {
        String refusal = outcome.refusal(command.ref());
        lines.writeString(
            refusal == null
                ? "ok " + command.ref() + "\n"
                : "ng " + command.ref() + " " + plain(refusal) + "\n");
      }
      lines.end();
      if (bands) {
        try (SideBandOutputStream machine =
            new SideBandOutputStream(
                SideBandOutputStream.CH_DATA, SideBandOutputStream.MAX_BUF, out)) {
          machine.write(status.toByteArray());
          machine.flush();
        }
      } else {
        out.write(status.toByteArray());
      }
    }
    if (bands) {
      new PacketLineOut(out).end();
    }
    return out.toByteArray();
  }

  /** What somebody pushed must not steer somebody's terminal. */
  static String plain(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              if (c == '\n' || c == '…' || (c >= ' ' && c < 0x7f) || isVisible(c)) {
                plain.appendCodePoint(c);
              } else {
                plain.append("\\u{%X}".formatted(c));
              }
            });
    return plain.toString();
  }

  private static boolean isVisible(int c) {
    return Character.isLetterOrDigit(c) && c > 0xa0;
  }
}
