package io.sluice.launcher.demo;

import java.io.PrintWriter;
import java.time.Duration;

/** Prints what happens as it happens: time since the start, who or what, and a sentence. */
final class Timeline {
  /** Colour of the second column; says at a glance who acts. */
  enum Actor {
    ENGINEER("36"),
    REVIEWER("35"),
    PLATFORM("32"),
    TROUBLE("31"),
    APP("33");

    private final String colour;

    Actor(String colour) {
      this.colour = colour;
    }
  }

  private final PrintWriter out;
  private final boolean colours;
  private final long startNanos = System.nanoTime();

  Timeline(PrintWriter out, boolean colours) {
    this.out = out;
    this.colours = colours;
  }

  synchronized void event(Actor actor, String who, String sentence) {
    String name = "%-9s".formatted(who);
    String shown = colours ? "\u001b[%sm%s\u001b[0m".formatted(actor.colour, name) : name;
    String start = clock() + "  ";
    int indent = start.length() + name.length() + 1;
    out.print(start + shown + " ");
    out.println(String.join("\n" + " ".repeat(indent), Wrap.lines(sentence, indent)));
    out.flush();
  }

  /** A heading: a chapter of the story begins. */
  synchronized void heading(String text) {
    String shown = colours ? "\u001b[1m" + text + "\u001b[0m" : text;
    out.printf("%n%s%n", shown);
    out.flush();
  }

  /** Text as it is. */
  synchronized void text(String text) {
    out.println(text);
    out.flush();
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  private String clock() {
    Duration elapsed = elapsed();
    return "%2d:%02d.%d"
        .formatted(elapsed.toMinutes(), elapsed.toSecondsPart(), elapsed.toMillisPart() / 100);
  }
}
