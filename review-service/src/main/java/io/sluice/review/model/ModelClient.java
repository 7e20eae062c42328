package io.sluice.review.model;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.store.embedding.CosineSimilarity;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Asks models, each call once: trying again is up to whoever asks. Blocks, so it is nothing for an
 * event loop or a transaction. Keys are read for each call and are in no log and no answer.
 */
@ApplicationScoped
public class ModelClient {
  private static final Logger LOG = Logger.getLogger(ModelClient.class);
  private static final Set<String> KNOWN = Set.of("temperature", "topP", "maxTokens", "seed");

  /** What is this service's to say: whoever names it in a prompt would undo limits and prices. */
  private static final Set<String> OURS =
      Set.of(
          "model",
          "messages",
          "system",
          "stream",
          "stream_options",
          "n",
          "best_of",
          "max_tokens",
          "max_completion_tokens",
          "service_tier",
          "tools",
          "functions",
          "user",
          "metadata",
          "store");

  private static final String OPENAI_URL = "https://api.openai.com/v1";
  private static final String ANTHROPIC_URL = "https://api.anthropic.com/v1";

  private final ModelSettings settings;

  @Inject
  ModelClient(ModelSettings settings) {
    this.settings = settings;
  }

  /** The settings for a model; empty when nobody here answers for its vendor. */
  public Optional<ModelSettings.Provider> provider(String model) {
    return Optional.ofNullable(settings.providers().get(ModelName.of(model).vendor()));
  }

  /** Asks for the next message. */
  public ModelAnswer ask(ModelCall call) {
    return guarded(
        call.model(),
        provider -> {
          long start = System.nanoTime();
          ChatResponse response = chatModel(provider, call).chat(messages(call.messages()));
          long latencyMs = (System.nanoTime() - start) / 1_000_000;
          String text = response.aiMessage().text();
          String answer = text == null ? "" : text;
          return new ModelAnswer.Answered(
              answer, usage(call, answer, response.tokenUsage()), latencyMs);
        });
  }

  /** Asks how similar two texts are; the answer's text is the cosine of their embeddings. */
  public ModelAnswer compare(String model, String one, String other) {
    return guarded(
        model,
        provider -> {
          long start = System.nanoTime();
          Response<List<Embedding>> response =
              OpenAiEmbeddingModel.builder()
                  .httpClientBuilder(ModelHttp.within(provider.timeout()))
                  .baseUrl(url(provider, OPENAI_URL))
                  .apiKey(key(provider))
                  .modelName(ModelName.of(model).model())
                  .maxRetries(0)
                  .build()
                  .embedAll(List.of(TextSegment.from(one), TextSegment.from(other)));
          long latencyMs = (System.nanoTime() - start) / 1_000_000;
          List<Embedding> both = response.content();
          double cosine = CosineSimilarity.between(both.get(0), both.get(1));
          TokenUsage used = response.tokenUsage();
          Usage usage =
              used == null || used.inputTokenCount() == null
                  ? new Usage(Tokens.of(model, one) + Tokens.of(model, other), 0, true)
                  : new Usage(used.inputTokenCount(), 0, false);
          return new ModelAnswer.Answered(Double.toString(cosine), usage, latencyMs);
        });
  }

  private interface Asking {
    ModelAnswer with(ModelSettings.Provider provider);
  }

  private ModelAnswer guarded(String model, Asking asking) {
    Optional<ModelSettings.Provider> provider = provider(model);
    if (provider.isEmpty()) {
      return new ModelAnswer.Refused("No provider is configured for '" + model + "'.");
    }
    try {
      return asking.with(provider.get());
    } catch (RuntimeException e) {
      ModelAnswer answer = failure(e);
      LOG.debugf("%s: %s", model, answer);
      return answer;
    }
  }

  /** By what is at the bottom: the library wraps what the transport says. */
  private static ModelAnswer failure(RuntimeException e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ModelHttp.Refusal refusal) {
        return refused(refusal);
      }
      if (cause instanceof ConnectException || cause instanceof HttpConnectTimeoutException) {
        return new ModelAnswer.Failed("No connection to the provider.");
      }
      if (cause instanceof ModelHttp.NoAnswer none) {
        return new ModelAnswer.Lost(String.valueOf(none.getMessage()));
      }
      if (cause instanceof NotSendable missing) {
        return new ModelAnswer.Refused(String.valueOf(missing.getMessage()));
      }
      if (cause instanceof IOException) {
        return new ModelAnswer.Lost("The connection broke before the answer was there.");
      }
    }
    return new ModelAnswer.Lost("The provider's answer cannot be read.");
  }

  private static ModelAnswer refused(ModelHttp.Refusal refusal) {
    int status = refusal.statusCode();
    boolean isOverloaded = status == 429 || status == 529;
    if (isOverloaded || (status == 503 && refusal.retryAfter() != null)) {
      return new ModelAnswer.Throttled(refusal.retryAfter());
    }
    if (status >= 500 || status == 408 || status == 409) {
      return new ModelAnswer.Failed("The provider answered with status " + status + ".");
    }
    String hint =
        status == 401 || status == 403
            ? " The key is not accepted."
            : " It does not accept the request: model, parameters or messages.";
    return new ModelAnswer.Refused("The provider answered with status " + status + "." + hint);
  }

  private static ChatModel chatModel(ModelSettings.Provider provider, ModelCall call) {
    String name = ModelName.of(call.model()).model();
    JsonNode parameters = call.parameters();
    return switch (provider.kind()) {
      case OPENAI -> {
        OpenAiChatModel.OpenAiChatModelBuilder builder =
            OpenAiChatModel.builder()
                .httpClientBuilder(ModelHttp.within(provider.timeout()))
                .baseUrl(url(provider, OPENAI_URL))
                .apiKey(key(provider))
                .modelName(name)
                .temperature(number(parameters, "temperature"))
                .topP(number(parameters, "topP"))
                .seed(parameters.path("seed").isInt() ? parameters.get("seed").intValue() : null)
                .customParameters(others(parameters))
                .maxRetries(0);
        yield (isReasoning(name)
                ? builder.maxCompletionTokens(call.maxOutputTokens())
                : builder.maxTokens(call.maxOutputTokens()))
            .build();
      }
      case ANTHROPIC ->
          AnthropicChatModel.builder()
              .httpClientBuilder(ModelHttp.within(provider.timeout()))
              .baseUrl(url(provider, ANTHROPIC_URL))
              .apiKey(key(provider))
              .modelName(name)
              .temperature(number(parameters, "temperature"))
              .topP(number(parameters, "topP"))
              .maxTokens(call.maxOutputTokens())
              .customParameters(others(parameters))
              .maxRetries(0)
              .build();
    };
  }

  /** OpenAI's newer models refuse {@code max_tokens}; most others know nothing else. */
  private static boolean isReasoning(String model) {
    return model.startsWith("gpt-5") || model.matches("o[0-9].*");
  }

  private static @Nullable Double number(JsonNode parameters, String name) {
    return parameters.path(name).isNumber() ? parameters.get(name).doubleValue() : null;
  }

  /** Parameters that only the provider knows go to it as they are written. */
  private static Map<String, Object> others(JsonNode parameters) {
    Map<String, Object> others = new LinkedHashMap<>();
    parameters
        .fields()
        .forEachRemaining(
            field -> {
              if (OURS.contains(field.getKey())) {
                throw new NotSendable(
                    "The parameter '%s' is not a prompt's to set.".formatted(field.getKey()));
              }
              if (!KNOWN.contains(field.getKey())) {
                others.put(field.getKey(), field.getValue());
              }
            });
    return others;
  }

  private static List<ChatMessage> messages(List<Message> messages) {
    return messages.stream()
        .<ChatMessage>map(
            message ->
                switch (message.role()) {
                  case SYSTEM -> SystemMessage.from(message.content());
                  case USER -> UserMessage.from(message.content());
                  case ASSISTANT -> AiMessage.from(message.content());
                })
        .toList();
  }

  private static Usage usage(ModelCall call, String answer, @Nullable TokenUsage used) {
    return used == null || used.inputTokenCount() == null || used.outputTokenCount() == null
        ? new Usage(Tokens.of(call.model(), call.messages()), Tokens.of(call.model(), answer), true)
        : new Usage(used.inputTokenCount(), used.outputTokenCount(), false);
  }

  private static String url(ModelSettings.Provider provider, String byDefault) {
    return provider.baseUrl().map(Object::toString).orElse(byDefault);
  }

  private static final class NotSendable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotSendable(String detail) {
      super(detail);
    }
  }

  private static String key(ModelSettings.Provider provider) {
    Supplier<String> fromSetting =
        () ->
            provider
                .key()
                .orElseThrow(() -> new NotSendable("No key is configured for the provider."));
    return provider
        .keyFile()
        .map(
            file -> {
              try {
                return Files.readString(file).strip();
              } catch (IOException | UncheckedIOException e) {
                throw new NotSendable("The key's file cannot be read.");
              }
            })
        .orElseGet(fromSetting);
  }
}
