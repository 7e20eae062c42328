package io.sluice.registry.git;

import io.sluice.registry.format.Finding;
import java.io.EOFException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.TooLargeObjectInPackException;
import org.eclipse.jgit.errors.TooLargePackException;
import org.eclipse.jgit.internal.submodule.SubmoduleValidator.SubmoduleValidationException;
import org.jspecify.annotations.Nullable;

/** Says in our words why JGit would not unfold a pack. */
final class PushFailures {
  private PushFailures() {}

  /**
   * The rule that a pack broke.
   *
   * @throws UncheckedIOException when it was not the pack's fault
   */
  static Finding finding(@Nullable Throwable why) {
    return switch (why) {
      case CorruptObjectException e when e.getErrorType() != null ->
          finding(
              e.getErrorType().name().toLowerCase(Locale.ROOT).replace('_', '-'),
              "An object is not as Git makes it: "
                  + e.getMessage()
                  + ". Make the commit again with an ordinary git client.");
      case CorruptObjectException e ->
          finding(
              "object-broken",
              "An object is not as Git makes it: "
                  + e.getMessage()
                  + ". Make the commit again with an ordinary git client.");
      case MissingObjectException e ->
          finding(
              "object-missing",
              "Object "
                  + e.getObjectId().name()
                  + " is neither in the push nor here. Run 'git fsck', and push from a whole"
                  + " clone.");
      case TooLargePackException e ->
          finding("pack-too-large", "The pack is too large. Push less at once.");
      case TooLargeObjectInPackException e ->
          finding("object-too-large", "An object is too large. Take the file out of the commits.");
      case SubmoduleValidationException e ->
          finding("unknown-path", "It brings a .gitmodules file; there are no submodules here.");
      case EOFException e -> PackScan.corrupt();
      // What JGit says of a pack that breaks its format is a bare IOException or, where it believes
      // a number in it, an exception of the array it then reads.
      case java.io.IOException e when e.getClass() == java.io.IOException.class ->
          PackScan.corrupt();
      case IndexOutOfBoundsException e -> PackScan.corrupt();
      case IllegalArgumentException e -> PackScan.corrupt();
      case java.io.IOException e -> throw new UncheckedIOException(e);
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      case null, default -> PackScan.corrupt();
    };
  }

  private static Finding finding(String rule, String message) {
    return Finding.inFile(PackScan.PUSH, rule, message);
  }
}
