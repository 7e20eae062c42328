package io.sluice.registry.moving;

import io.sluice.registry.imports.SourceFile;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Files of another tool.
 *
 * @param format one of the formats that the service names when it is another
 * @param defaults fields of the entry for prompts that do not have them
 * @param title of the change request; one is made when it is missing
 * @param dryRun true to get the report and change nothing
 */
public record ImportRequest(
    @NotNull(message = "'format' is missing") String format,
    @NotEmpty(message = "'files' is empty; send at least one")
        @Size(
            max = 2000,
            message = "'files' has at most 2000 files; import the rest in a second go")
        List<@NotNull @Valid File> files,
    @Valid @Nullable Defaults defaults,
    @Pattern(
            regexp = "(?=.*\\S)\\P{Cntrl}{1,200}",
            message = "'title' is one line of at most 200 characters")
        @Nullable String title,
    @Nullable Boolean dryRun) {

  /**
   * One file.
   *
   * @param name relative path; it appears in the report and is never opened
   */
  public record File(
      @NotNull(message = "'name' is missing")
          @Pattern(
              regexp = "(?!/)(?!(?:.*/)?\\.\\.(?:/|$))[^\\p{Cntrl}\\\\]{1,300}",
              message = "'name' is a relative path of at most 300 characters, without '..'")
          String name,
      @NotNull(message = "'content' is missing") String content) {
    SourceFile source() {
      return new SourceFile(name, content);
    }
  }

  /** Fields of the entry for prompts that do not have them. */
  public record Defaults(
      @Size(max = 200) @Nullable String owner,
      @Size(max = 63) @Nullable String team,
      @Size(max = 200) @Nullable String model,
      @Size(max = 1000) @Nullable String purpose) {
    static final Defaults NONE = new Defaults(null, null, null, null);
  }
}
