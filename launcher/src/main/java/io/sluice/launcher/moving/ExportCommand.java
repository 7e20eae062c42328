package io.sluice.launcher.moving;

import io.sluice.launcher.LocalMachine;
import io.sluice.launcher.UserError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./sluice export}: one version as another tool's file. */
@Command(
    name = "export",
    description = "Prints a version of a prompt as another tool's file.",
    footer = {
      "",
      "Examples:",
      "  ./sluice export greeting --format prompt-yml",
      "  ./sluice export greeting@3 --format dotprompt --output greeting.prompt"
    })
public final class ExportCommand implements Callable<Integer> {
  private static final Pattern PROMPT =
      Pattern.compile("([a-z0-9][a-z0-9._-]{0,99})(?:@([1-9][0-9]{0,8}))?");
  private static final List<String> FORMATS = List.of("prompt-yml", "prompty", "dotprompt");

  private final LocalMachine machine;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "ID[@VERSION]", description = "Which one; the latest when not said.")
  private String prompt = "";

  @Option(names = "--format", required = true, description = "prompt-yml, prompty or dotprompt.")
  private String format = "";

  @Option(names = "--output", description = "A file to write instead of printing.")
  private @Nullable Path output;

  @Option(names = "--url", description = "A registry elsewhere instead of this machine's.")
  private @Nullable String url;

  @Option(names = "--token", description = "Its token; better in SLUICE_TOKEN.")
  private @Nullable String token;

  public ExportCommand(LocalMachine machine) {
    this.machine = machine;
  }

  @Override
  public Integer call() {
    Matcher wanted = PROMPT.matcher(prompt);
    if (!wanted.matches()) {
      throw new UserError(
          "'" + prompt + "' is no prompt: name one such as greeting or greeting@3.");
    }
    if (!FORMATS.contains(format)) {
      throw new UserError("--format is one of " + String.join(", ", FORMATS) + ".");
    }
    RegistryCall registry =
        RegistryCall.of(
            machine, url, token, System.getProperty("user.name", "exporter"), List.of());
    String path = "/v1/prompts/" + wanted.group(1);
    String version =
        wanted.group(2) != null
            ? wanted.group(2)
            : String.valueOf(registry.get(path).path("version").asInt());
    String text = registry.text(path + "/versions/" + version + "/export?format=" + format);
    Path file = output;
    if (file == null) {
      spec.commandLine().getOut().print(text);
      spec.commandLine().getOut().flush();
    } else {
      write(file, text);
    }
    return 0;
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UserError(file + " cannot be written: " + e.getMessage(), e);
    }
  }
}
