package io.sluice.review.support;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;

/** Those who are told: a real HTTP receiver with a few habits, and a real SMTP server. */
public class ReceiversResource implements QuarkusTestResourceLifecycleManager {
  public static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

  /** What the receivers got. */
  public static final class Receivers {
    private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();
    private volatile GreenMail mail;

    public List<Call> calls(String path) {
      return calls.stream().filter(call -> call.path().equals(path)).toList();
    }

    public GreenMail mail() {
      return mail;
    }
  }

  /** One request. */
  public record Call(String path, Map<String, String> headers, String body) {}

  private final Receivers receivers = new Receivers();
  private HttpServer http;

  @Override
  public Map<String, String> start() {
    try {
      http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      http.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      http.createContext("/", this::receive);
      http.start();
      receivers.mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
      receivers.mail.start();
      Path secret = Files.createTempFile("webhook", ".secret");
      Files.writeString(secret, SECRET + "\n");
      return settings("http://localhost:" + http.getAddress().getPort(), secret);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Map<String, String> settings(String url, Path secret) {
    Map<String, String> settings = new HashMap<>();
    String at = "sluice.notifications.";
    settings.put(at + "channels", "program,chat,people,owners,dead,refusing");
    settings.put(at + "allowed-hosts", "localhost");
    settings.put(at + "allow-private", "true");
    settings.put(at + "poll", "200ms");
    settings.put(at + "overdue-poll", "1s");
    for (String webhook : List.of("program", "dead", "refusing")) {
      settings.put(at + webhook + ".type", "webhook");
      settings.put(at + webhook + ".url", url + "/" + webhook);
      settings.put(at + webhook + ".secret-file", secret.toString());
    }
    settings.put(at + "dead.events", "opened");
    settings.put(at + "refusing.events", "merged");
    settings.put(at + "chat.type", "slack");
    settings.put(at + "chat.url", url + "/chat");
    settings.put(at + "chat.events", "needs-review");
    settings.put(at + "people.type", "mail");
    settings.put(at + "people.to", "reviewers@example.com");
    settings.put(at + "people.events", "approved");
    settings.put(at + "owners.type", "mail");
    settings.put(at + "owners.to", "owner");
    settings.put(at + "owners.events", "rolled-back,revert-refused");
    settings.put("quarkus.mailer.mock", "false");
    settings.put("quarkus.mailer.host", "127.0.0.1");
    settings.put("quarkus.mailer.port", "" + receivers.mail.getSmtp().getPort());
    settings.put("quarkus.mailer.start-tls", "DISABLED");
    return settings;
  }

  private void receive(com.sun.net.httpserver.HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    Map<String, String> headers = new HashMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(), values.getFirst()));
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    receivers.calls.add(new Call(path, headers, body));
    switch (path) {
      case "/dead" -> {} // never answers
      case "/refusing" -> {
        exchange.getResponseHeaders().add("Location", "/program");
        exchange.sendResponseHeaders(302, -1);
      }
      default -> exchange.sendResponseHeaders(204, -1);
    }
    if (!path.equals("/dead")) {
      exchange.close();
    }
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(receivers, new TestInjector.MatchesType(Receivers.class));
  }

  @Override
  public void stop() {
    http.stop(0);
    receivers.mail.stop();
  }
}
