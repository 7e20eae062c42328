package io.sluice.review.model;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Models that evaluations may ask. Addresses come from here only, never from a change. */
@ConfigMapping(prefix = "sluice.models")
public interface ModelSettings {
  /** By vendor: what a model's name has before its first slash. */
  Map<String, Provider> providers();

  /** The model that judges outputs, such as {@code anthropic/claude-sonnet-4-6}. */
  Optional<String> judge();

  /** What judges score outputs in. */
  @WithDefault("correctness,completeness,instruction-following,clarity,safety")
  List<String> judgeDimensions();

  /** The model that embeds texts for {@code similar}. */
  Optional<String> embedding();

  /** Who answers for a vendor's models. */
  interface Provider {
    /** Which protocol it speaks. */
    Kind kind();

    /** Base of its interface, with its version; the vendor's own when it is left out. */
    Optional<URI> baseUrl();

    /** File with the key, read anew for every call; a mounted Kubernetes secret. */
    Optional<Path> keyFile();

    /** The key itself, for an environment variable. A file is better. */
    Optional<String> key();

    /** Calls at once, by each replica. */
    @WithDefault("4")
    int concurrency();

    /** Requests a minute, by each replica. */
    @WithDefault("60")
    long requestsPerMinute();

    /** Input and output tokens a minute, by each replica. */
    @WithDefault("100000")
    long tokensPerMinute();

    /** How long a call may take, from connecting to the last byte. */
    @WithDefault("60s")
    Duration timeout();

    /** Ceiling of an answer whose prompt names none. */
    @WithDefault("4096")
    int maxOutputTokens();
  }

  /** A protocol. */
  enum Kind {
    /** OpenAI's chat completions and embeddings, which most others offer too. */
    OPENAI,
    /** Anthropic's messages. */
    ANTHROPIC
  }
}
