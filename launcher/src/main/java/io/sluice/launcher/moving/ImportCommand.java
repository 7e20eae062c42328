package io.sluice.launcher.moving;

import io.sluice.launcher.LocalMachine;
import io.sluice.launcher.UserError;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/** {@code ./sluice import}: another tool's prompts as one change request. */
@Command(
    name = "import",
    description = "Makes one change request of another tool's prompts; a second time makes none.",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:everything was imported, or is there already",
      "1:nothing was done",
      "2:wrong usage",
      "3:some entries were refused; the others were imported"
    },
    footer = {
      "",
      "Examples:",
      "  ./sluice import prompts.csv --owner ana@example.com --team growth --model openai/gpt-4o"
          + " --dry-run",
      "  ./sluice import ./prompts --format prompty --owner ana@example.com --team growth",
      "",
      "A token for --url is taken from the environment variable SLUICE_TOKEN."
    })
public final class ImportCommand implements Callable<Integer> {
  private static final int SOME_REFUSED = 3;

  private final LocalMachine machine;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE-OR-FOLDER", description = "What to import.")
  private Path path = Path.of(".");

  @Option(
      names = "--format",
      description =
          "prompt-yml, prompty, dotprompt, langfuse, csv or text; told by a file's ending"
              + " when it is missing.")
  private @Nullable String format;

  @Option(names = "--owner", description = "Owner of prompts that name none.")
  private @Nullable String owner;

  @Option(names = "--team", description = "Team of prompts that name none.")
  private @Nullable String team;

  @Option(names = "--model", description = "Model of prompts that name none.")
  private @Nullable String model;

  @Option(names = "--purpose", description = "Purpose of prompts that name none.")
  private @Nullable String purpose;

  @Option(names = "--title", description = "Title of the change request.")
  private @Nullable String title;

  @Option(names = "--dry-run", description = "Print the report and change nothing.")
  private boolean dryRun;

  @Option(names = "--json", description = "Print the whole report as JSON.")
  private boolean asJson;

  @Option(
      names = "--lines",
      defaultValue = "30",
      description = "Lines of details to print. Default: 30.")
  private int lines = 30;

  @Option(names = "--url", description = "A registry elsewhere instead of this machine's.")
  private @Nullable String url;

  @Option(names = "--token", description = "Its token; better in SLUICE_TOKEN.")
  private @Nullable String token;

  @Option(
      names = "--sub",
      description = "Who imports, for the token of this machine's platform. Default: you.")
  private String subject = System.getProperty("user.name", "importer");

  public ImportCommand(LocalMachine machine) {
    this.machine = machine;
  }

  @Override
  public Integer call() {
    String chosen = format != null ? format : SourceFiles.formatOf(path).orElse("");
    if (!SourceFiles.formats().contains(chosen)) {
      throw new UserError(
          "--format is missing or unknown: it is one of "
              + String.join(", ", SourceFiles.formats())
              + ".");
    }
    Map<String, Object> request = request(chosen, SourceFiles.read(path, chosen));
    List<String> teams = team == null ? List.of() : List.of(team);
    JsonNode report =
        RegistryCall.of(machine, url, token, subject, teams).post("/v1/imports", request);
    PrintWriter out = spec.commandLine().getOut();
    if (asJson) {
      out.println(report.toPrettyString());
    } else {
      new ReportPrinter(out, lines).print(report);
    }
    return report.path("refused").asInt() > 0 ? SOME_REFUSED : 0;
  }

  private Map<String, Object> request(String chosen, Map<String, String> sources) {
    List<Map<String, String>> files = new ArrayList<>();
    sources.forEach((name, content) -> files.add(Map.of("name", name, "content", content)));
    Map<String, String> defaults = new LinkedHashMap<>();
    put(defaults, "owner", owner);
    put(defaults, "team", team);
    put(defaults, "model", model);
    put(defaults, "purpose", purpose);
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("format", chosen);
    request.put("files", files);
    request.put("defaults", defaults);
    request.put("dryRun", dryRun);
    if (title != null) {
      request.put("title", title);
    }
    return request;
  }

  private static void put(Map<String, String> map, String key, @Nullable String value) {
    if (value != null) {
      map.put(key, value);
    }
  }
}
