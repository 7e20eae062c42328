package io.sluice.launcher.kill;

import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in code: {@code <class>#<method>:before} is where the method starts, {@code :after} where
 * it returns; {@code <class>#<method>><owner>.<callee>:before} is before a call in it. A method
 * includes the lambdas that stand in it.
 *
 * @param type binary name of the class
 * @param callee simple name of a class, a dot and the name of its method; empty for the method
 */
public record Place(String text, String type, String method, String callee, boolean before) {
  private static final Pattern FORM =
      Pattern.compile("([\\w.$]+)#(\\w+)(?:>([\\w.$]+))?:(before|after)");

  public static Place of(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("Not a place: " + text);
    }
    String callee = matcher.group(3) == null ? "" : matcher.group(3);
    return new Place(
        text, matcher.group(1), matcher.group(2), callee, matcher.group(4).equals("before"));
  }

  String internalName() {
    return type.replace('.', '/');
  }

  boolean isIn(MethodModel candidate) {
    String name = candidate.methodName().stringValue();
    return candidate.code().isPresent()
        && (name.equals(method) && !isBridge(candidate)
            || !callee.isEmpty() && name.startsWith("lambda$" + method + "$"));
  }

  private static boolean isBridge(MethodModel candidate) {
    return (candidate.flags().flagsMask() & 0x40) != 0;
  }

  /** Whether the place is before, or after, this very instruction. */
  boolean isAt(CodeElement element) {
    if (callee.isEmpty()) {
      return !before && element instanceof ReturnInstruction;
    }
    if (!(element instanceof InvokeInstruction call)) {
      return false;
    }
    String owner = call.owner().asInternalName().replaceFirst(".*[/$]", "");
    return callee.equals(owner + "." + call.name().stringValue());
  }

  boolean isAtStart() {
    return callee.isEmpty() && before;
  }

  /** How often the place stands in a class; a place that is not there has been renamed or lost. */
  public int occurrences(ClassModel model) {
    int found = 0;
    for (MethodModel candidate : model.methods()) {
      if (isIn(candidate)) {
        if (isAtStart()) {
          found++;
        } else {
          found += (int) candidate.code().orElseThrow().elementStream().filter(this::isAt).count();
        }
      }
    }
    return found;
  }
}
