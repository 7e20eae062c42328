package io.sluice.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A real Git server: {@code git http-backend} behind nginx, in a folder and on a port of its own,
 * with one bare repository. May be stopped and started; its address stays.
 */
public final class GitServer implements AutoCloseable {
  /** Set where these tests must not be skipped, as in CI. */
  public static final String REQUIRED = "SLUICE_GIT_SERVER_TESTS";

  private static final List<Path> NGINX =
      List.of(Path.of("/usr/sbin/nginx"), Path.of("/usr/bin/nginx"));
  private static final List<Path> FCGIWRAP =
      List.of(Path.of("/usr/sbin/fcgiwrap"), Path.of("/usr/bin/fcgiwrap"));
  private static final List<Path> BACKEND =
      List.of(
          Path.of("/usr/lib/git-core/git-http-backend"),
          Path.of("/usr/libexec/git-core/git-http-backend"));
  private static final long PATIENCE_MS = 10_000;

  private final Path folder;
  private final int port;
  private final Optional<String> credentials;
  private final List<Process> processes = new ArrayList<>();

  private GitServer(Path folder, Optional<String> credentials) {
    this.folder = folder;
    this.port = freePort();
    this.credentials = credentials;
  }

  /**
   * True when this machine has what it takes.
   *
   * @throws IllegalStateException when it has not, and {@link #REQUIRED} says that it must
   */
  public static boolean isAvailable() {
    boolean available =
        first(NGINX).isPresent() && first(FCGIWRAP).isPresent() && first(BACKEND).isPresent();
    if (!available && System.getenv(REQUIRED) != null) {
      throw new IllegalStateException(
          REQUIRED + " is set, but nginx, fcgiwrap or git-http-backend is missing here.");
    }
    return available;
  }

  /** Starts one with an empty repository, open to everybody. */
  public static GitServer start() {
    return start(Optional.empty());
  }

  /** Starts one that asks for a user name and a password. */
  public static GitServer start(String user, String password) {
    return start(Optional.of(user + ":{PLAIN}" + password));
  }

  private static GitServer start(Optional<String> credentials) {
    try {
      GitServer server = new GitServer(Files.createTempDirectory("sluice-git-server"), credentials);
      server.git("init", "-q", "--bare", "--initial-branch=main", server.repository().toString());
      server.git("-C", server.repository().toString(), "config", "http.receivepack", "true");
      Runtime.getRuntime().addShutdownHook(new Thread(server::down));
      server.up();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public String url() {
    return "http://127.0.0.1:" + port + "/prompts.git";
  }

  public int port() {
    return port;
  }

  /** The bare repository, for whoever has a shell on the server. */
  public Path repository() {
    return folder.resolve("srv/prompts.git");
  }

  /** Runs git in the bare repository and returns what it prints. */
  public String git(String... arguments) {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    try {
      Path output = Files.createTempFile(folder, "git", ".out");
      ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
      GitSettings.apply(builder);
      if (Files.isDirectory(repository())) {
        builder.environment().put("GIT_DIR", repository().toString());
      }
      Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
      if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException(
            String.join(" ", command) + " failed:\n" + Files.readString(output));
      }
      return Files.readString(output).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Starts the processes; does nothing when they run. */
  public synchronized void up() {
    if (!processes.isEmpty()) {
      return;
    }
    try {
      Path socket = folder.resolve("fcgi.sock");
      Files.deleteIfExists(socket);
      Files.writeString(folder.resolve("nginx.conf"), configuration(socket));
      if (credentials.isPresent()) {
        Files.writeString(folder.resolve("users"), credentials.get() + "\n");
      }
      run(first(FCGIWRAP).orElseThrow().toString(), "-f", "-c", "2", "-s", "unix:" + socket);
      await(() -> Files.exists(socket), "fcgiwrap");
      run(
          first(NGINX).orElseThrow().toString(),
          "-p",
          folder.toString(),
          "-e",
          "nginx.log",
          "-c",
          folder.resolve("nginx.conf").toString());
      await(this::answers, "nginx");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the processes, as a machine that is switched off. */
  public synchronized void down() {
    for (Process process : processes) {
      // The parent first: it would replace a child that ends.
      List<ProcessHandle> children = process.descendants().toList();
      process.destroyForcibly();
      process.onExit().join();
      children.forEach(ProcessHandle::destroyForcibly);
    }
    processes.clear();
  }

  @Override
  public void close() {
    down();
    try (Stream<Path> tree = Files.walk(folder)) {
      for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String configuration(Path socket) {
    String lock =
        credentials.isPresent() ? "auth_basic git; auth_basic_user_file " + at("users") + ";" : "";
    return """
        daemon off;
        master_process off;
        pid %s;
        error_log %s warn;
        events {}
        http {
          access_log off;
          client_body_temp_path %s;
          proxy_temp_path %s;
          fastcgi_temp_path %s;
          uwsgi_temp_path %s;
          scgi_temp_path %s;
          client_max_body_size 0;
          server {
            listen 127.0.0.1:%d;
            location / {
              %s
              fastcgi_pass unix:%s;
              fastcgi_param SCRIPT_FILENAME %s;
              fastcgi_param GIT_PROJECT_ROOT %s;
              fastcgi_param GIT_HTTP_EXPORT_ALL 1;
              fastcgi_param HOME %s;
              fastcgi_param PATH_INFO $uri;
              fastcgi_param QUERY_STRING $query_string;
              fastcgi_param REQUEST_METHOD $request_method;
              fastcgi_param CONTENT_TYPE $content_type;
              fastcgi_param CONTENT_LENGTH $content_length;
              fastcgi_param REMOTE_USER $remote_user;
              fastcgi_param REMOTE_ADDR $remote_addr;
              fastcgi_param GIT_PROTOCOL $http_git_protocol;
            }
          }
        }
        """
        .formatted(
            at("nginx.pid"),
            at("nginx.log"),
            at("body"),
            at("proxy"),
            at("fastcgi"),
            at("uwsgi"),
            at("scgi"),
            port,
            lock,
            socket,
            first(BACKEND).orElseThrow(),
            folder.resolve("srv"),
            folder);
  }

  private Path at(String name) {
    return folder.resolve(name);
  }

  private void run(String... command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    GitSettings.apply(builder);
    processes.add(
        builder
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(at("processes.log").toFile()))
            .start());
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 500);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private interface Condition {
    boolean holds();
  }

  private void await(Condition condition, String what) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
    while (!condition.holds()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            what + " does not start:\n" + Files.readString(at("processes.log")));
      }
      try {
        TimeUnit.MILLISECONDS.sleep(10);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  private static Optional<Path> first(List<Path> candidates) {
    return candidates.stream().filter(Files::isExecutable).findFirst();
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
