package io.sluice.review.model;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The library's HTTP over the JDK's, with what it leaves out: a limit for the whole call and for
 * the answer's size, no redirects, and the provider's {@code Retry-After}.
 */
final class ModelHttp implements HttpClient {
  private static final int MAX_ANSWER_BYTES = 8 << 20;
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final int MAX_RETRY_AFTER_DIGITS = 6;

  private static final java.net.http.HttpClient HTTP =
      java.net.http.HttpClient.newBuilder()
          .version(Version.HTTP_1_1)
          .followRedirects(Redirect.NEVER)
          .connectTimeout(CONNECT)
          .build();

  /** An error status with what else the answer says. */
  static final class Refusal extends HttpException {
    private static final long serialVersionUID = 1L;
    private final transient @Nullable Duration retryAfter;

    Refusal(int status, @Nullable Duration retryAfter) {
      // Not the body: it may repeat what was sent, key included, and this is logged.
      super(status, "status " + status);
      this.retryAfter = retryAfter;
    }

    @Nullable Duration retryAfter() {
      return retryAfter;
    }
  }

  /** Nothing came within the time that a call may take. */
  static final class NoAnswer extends UncheckedIOException {
    private static final long serialVersionUID = 1L;

    NoAnswer(Duration timeout) {
      super("No answer within " + timeout.toMillis() + " ms.", new IOException("timeout"));
    }
  }

  private final Duration timeout;

  private ModelHttp(Duration timeout) {
    this.timeout = timeout;
  }

  /** For the builders of the library's models. */
  static HttpClientBuilder within(Duration timeout) {
    return new HttpClientBuilder() {
      @Override
      public Duration connectTimeout() {
        return CONNECT;
      }

      @Override
      public HttpClientBuilder connectTimeout(Duration ignored) {
        return this;
      }

      @Override
      public Duration readTimeout() {
        return timeout;
      }

      @Override
      public HttpClientBuilder readTimeout(Duration ignored) {
        return this;
      }

      @Override
      public HttpClient build() {
        return new ModelHttp(timeout);
      }
    };
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    HttpResponse<byte[]> answer = send(request);
    int status = answer.statusCode();
    if (status < 200 || status > 299) {
      throw new Refusal(status, retryAfter(answer));
    }
    return SuccessfulHttpResponse.builder()
        .statusCode(status)
        .headers(answer.headers().map())
        .body(new String(answer.body(), StandardCharsets.UTF_8))
        .build();
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    throw new UnsupportedOperationException("Evaluations read whole answers");
  }

  private HttpResponse<byte[]> send(HttpRequest request) {
    java.net.http.HttpRequest.Builder http =
        java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
            .method(
                request.method().name(),
                java.net.http.HttpRequest.BodyPublishers.ofString(
                    request.body() == null ? "" : request.body()));
    request.headers().forEach((name, values) -> values.forEach(value -> http.header(name, value)));
    CompletableFuture<HttpResponse<byte[]>> sent =
        HTTP.sendAsync(
            http.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), MAX_ANSWER_BYTES));
    try {
      return sent.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      sent.cancel(true);
      throw new NoAnswer(timeout);
    } catch (InterruptedException e) {
      sent.cancel(true);
      Thread.currentThread().interrupt();
      throw new NoAnswer(timeout);
    } catch (ExecutionException e) {
      throw new UncheckedIOException(
          e.getCause() instanceof IOException io ? io : new IOException(e.getCause()));
    }
  }

  /** Seconds (RFC 9110, section 10.2.3); a date is as good as nothing to a program in a hurry. */
  private static @Nullable Duration retryAfter(HttpResponse<byte[]> answer) {
    String value = answer.headers().firstValue("Retry-After").orElse("").strip();
    boolean isSeconds =
        !value.isEmpty()
            && value.length() <= MAX_RETRY_AFTER_DIGITS
            && value.chars().allMatch(c -> c >= '0' && c <= '9');
    return isSeconds ? Duration.ofSeconds(Long.parseLong(value)) : null;
  }
}
