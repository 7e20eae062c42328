package io.sluice.launcher.bench;

import io.sluice.launcher.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** nginx with one file to serve, to compare with; ends with this object. */
final class Nginx implements AutoCloseable {
  private static final int STOP_SECONDS = 5;
  private static final String FILE = "prompt.json";

  private final Process process;
  private final String url;

  /**
   * @param folder for its settings and the file
   */
  Nginx(Path folder, int port, byte[] body) {
    this.url = "http://127.0.0.1:" + port + "/" + FILE;
    try {
      Path root = Files.createDirectories(folder.resolve("www"));
      Files.write(root.resolve(FILE), body);
      Path settings = folder.resolve("nginx.conf");
      Files.writeString(settings, settings(folder, root, port));
      this.process =
          new ProcessBuilder(
                  "nginx", "-e", "stderr", "-p", folder.toString(), "-c", settings.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("nginx.log").toFile())
              .start();
    } catch (IOException e) {
      throw new UserError("nginx could not be started: " + e.getMessage(), e);
    }
  }

  String url() {
    return url;
  }

  /** Processor time of its workers so far. */
  Duration cpu() {
    return process
        .descendants()
        .flatMap(worker -> worker.info().totalCpuDuration().stream())
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** As fast as it goes: workers for all processors, nothing written, files kept open. */
  private static String settings(Path folder, Path root, int port) {
    String user = System.getProperty("user.name").equals("root") ? "user root;\n" : "";
    return user
        + """
        daemon off;
        worker_processes auto;
        pid %1$s/nginx.pid;
        error_log stderr warn;
        events { worker_connections 1024; }
        http {
          access_log off;
          sendfile on;
          tcp_nopush on;
          keepalive_requests 1000000000;
          open_file_cache max=10;
          types { application/json json; }
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          server {
            listen 127.0.0.1:%2$d;
            root %3$s;
          }
        }
        """
            .formatted(folder, port, root);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
