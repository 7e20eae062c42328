package io.sluice.registry.git;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** A push made by hand over HTTP; gitprotocol-pack(5) and gitprotocol-http(5). */
final class HandPush {
  static final String ZERO = "0".repeat(40);
  private static final String CAPABILITIES = "report-status side-band-64k push-options ofs-delta";
  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private boolean first = true;
  private String type = "application/x-git-receive-pack-request";
  private String encoding = "";
  private boolean chunked;

  HandPush command(String from, String to, String ref) {
    return line(from + " " + to + " " + ref);
  }

  /** A line as it is; the first one carries the capabilities. */
  HandPush line(String text) {
    String line = first ? text + "\0" + CAPABILITIES : text;
    first = false;
    byte[] bytes = line.getBytes(StandardCharsets.UTF_8);
    return raw("%04x".formatted(bytes.length + 4)).raw(bytes);
  }

  HandPush flush() {
    return raw("0000");
  }

  HandPush raw(String text) {
    return raw(text.getBytes(StandardCharsets.UTF_8));
  }

  HandPush raw(byte[] bytes) {
    body.writeBytes(bytes);
    return this;
  }

  HandPush type(String type) {
    this.type = type;
    return this;
  }

  HandPush encoding(String encoding) {
    this.encoding = encoding;
    return this;
  }

  /** Sends no length, as git does for what is large. */
  HandPush chunked() {
    this.chunked = true;
    return this;
  }

  byte[] body() {
    return body.toByteArray();
  }

  /** A push of one new branch. */
  static HandPush create(String ref, String commit, byte[] pack) {
    return new HandPush().command(ZERO, commit, ref).flush().flush().raw(pack);
  }

  /** Sends it; the answer's status and, without their lengths, all its lines. */
  String send(String url, String token) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url + "/git-receive-pack"))
            .timeout(Duration.ofSeconds(30))
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", type)
            .POST(
                chunked
                    ? HttpRequest.BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(body.toByteArray()))
                    : HttpRequest.BodyPublishers.ofByteArray(body.toByteArray()));
    if (!encoding.isEmpty()) {
      request.header("Content-Encoding", encoding);
    }
    try {
      HttpResponse<String> answer =
          HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return answer.statusCode() + "\n" + answer.body();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
