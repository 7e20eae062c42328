package io.sluice.kit.webhook;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Makes one call and says what became of it. The name is resolved first and the connection goes to
 * the very address that was checked, so a name that changes its mind in between leads nowhere.
 * Redirects are not followed, the answer's body is not read, and nothing takes longer than five
 * seconds.
 */
@ApplicationScoped
public class WebhookClient {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int MAX_CONNECTIONS = 20;

  private final Vertx vertx;
  private final HttpClient http;

  @Inject
  public WebhookClient(Vertx vertx) {
    this.vertx = vertx;
    this.http =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                .setIdleTimeoutUnit(TimeUnit.SECONDS)
                .setIdleTimeout((int) TIMEOUT.toSeconds())
                .setMaxPoolSize(MAX_CONNECTIONS)
                .setKeepAlive(false)
                .setDecompressionSupported(false));
  }

  /** What became of a call. */
  public sealed interface Outcome {
    /** The receiver answered with a 2xx. */
    record Delivered(int status) implements Outcome {}

    /** It did not; the reason is for an operator and holds nothing of the answer's body. */
    record Failed(String reason) implements Outcome {}
  }

  /**
   * Posts a body. Never fails: what goes wrong is the outcome.
   *
   * @param url where to; its path may be a secret and is not repeated in an outcome
   */
  public Uni<Outcome> post(
      URI url, WebhookAddresses allowed, Map<String, String> headers, byte[] body) {
    Optional<String> objection = allowed.objection(url);
    if (objection.isPresent()) {
      return Uni.createFrom().item(new Outcome.Failed("not called: " + objection.get()));
    }
    return Uni.createFrom()
        .completionStage(
            () ->
                vertx
                    .executeBlocking(() -> address(url, allowed), false)
                    .compose(address -> send(url, address, headers, body))
                    .toCompletionStage())
        .ifNoItem()
        .after(TIMEOUT)
        .fail()
        .onFailure()
        .recoverWithItem(WebhookClient::failure);
  }

  private static InetAddress address(URI url, WebhookAddresses allowed) throws Exception {
    InetAddress[] addresses = InetAddress.getAllByName(url.getHost());
    for (InetAddress address : addresses) {
      Optional<String> objection = allowed.objection(address);
      if (objection.isPresent()) {
        throw new IllegalArgumentException("not called: " + objection.get());
      }
    }
    return addresses[0];
  }

  private Future<Outcome> send(
      URI url, InetAddress address, Map<String, String> headers, byte[] body) {
    boolean tls = "https".equals(url.getScheme());
    int port = url.getPort() > 0 ? url.getPort() : tls ? 443 : 80;
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setServer(SocketAddress.inetSocketAddress(port, address.getHostAddress()))
            .setHost(url.getHost())
            .setPort(port)
            .setSsl(tls)
            .setURI((url.getRawPath().isEmpty() ? "/" : url.getRawPath()) + query)
            .setFollowRedirects(false)
            .setTimeout(TIMEOUT.toMillis());
    headers.forEach(options::putHeader);
    return http.request(options)
        .compose(
            request -> request.send(Buffer.buffer(body)).map(answer -> close(request, answer)));
  }

  private static Outcome close(HttpClientRequest request, HttpClientResponse answer) {
    int status = answer.statusCode();
    answer.exceptionHandler(cutOff -> {}); // what it says beside the status is not read
    request.reset();
    return status / 100 == 2
        ? new Outcome.Delivered(status)
        : new Outcome.Failed("it answered " + status);
  }

  private static Outcome failure(Throwable e) {
    if (e instanceof IllegalArgumentException) {
      return new Outcome.Failed(String.valueOf(e.getMessage()));
    }
    return new Outcome.Failed("no answer: " + e.getClass().getSimpleName());
  }
}
