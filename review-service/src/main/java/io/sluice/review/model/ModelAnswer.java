package io.sluice.review.model;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What became of a call. */
public sealed interface ModelAnswer {
  /**
   * An answer came.
   *
   * @param text what the model wrote, or an embedding's similarity
   * @param latencyMs from sending to the whole answer
   */
  record Answered(String text, Usage usage, long latencyMs) implements ModelAnswer {
    public Answered {
      Objects.requireNonNull(text, "text");
    }
  }

  /**
   * Too fast. Nothing was paid.
   *
   * @param retryAfter what the provider asks for; null when it does not say
   */
  record Throttled(@Nullable Duration retryAfter) implements ModelAnswer {}

  /** An error of the provider, or no connection; another try may help. Nothing was paid. */
  record Failed(String why) implements ModelAnswer {
    public Failed {
      Objects.requireNonNull(why, "why");
    }
  }

  /** Sent, and no answer that could be read: whether it is paid, only the provider knows. */
  record Lost(String why) implements ModelAnswer {
    public Lost {
      Objects.requireNonNull(why, "why");
    }
  }

  /** It will not be answered, however often it is sent. Nothing was paid. */
  record Refused(String why) implements ModelAnswer {
    public Refused {
      Objects.requireNonNull(why, "why");
    }
  }
}
