package io.sluice.registry.git;

import io.sluice.registry.format.Policy;
import io.sluice.registry.format.RepositoryPath;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * The bare repository that everything reads. Made with a first policy when there is none, unless an
 * external Git server is the home: then main comes from there. It is never checked out.
 */
@ApplicationScoped
public class GitRepository {
  static final String MAIN = "refs/heads/main";
  static final String CHANGES = "refs/heads/changes/";
  static final String ATTESTATIONS = "refs/notes/attestations";
  static final String SERVICE_NAME = "Sluice";
  static final String SEED_MESSAGE = "Start with the default policy\n";

  /** Refs of the service's own bookkeeping; no client sees them. */
  static final String INTERNAL = "refs/sluice/";

  private static final Logger LOG = Logger.getLogger(GitRepository.class);

  private final Path folder;
  private final Clock clock;
  private final Repository repository;

  @Inject
  public GitRepository(
      @ConfigProperty(name = "sluice.home") Path home, RemoteSettings remote, Clock clock)
      throws IOException {
    this.clock = clock;
    this.folder = home.resolve("prompts.git");
    Files.createDirectories(folder);
    Leftovers.remove(folder);
    this.repository = new FileRepositoryBuilder().setGitDir(folder.toFile()).setBare().build();
    if (!repository.getObjectDatabase().exists()) {
      repository.create(true);
      LOG.infof("Made an empty repository in %s", folder);
    }
    configure();
    if (repository.exactRef(MAIN) == null && !remote.isSet()) {
      seed();
    }
  }

  /** Folder of the bare repository. */
  Path folder() {
    return folder;
  }

  Repository jgit() {
    return repository;
  }

  @PreDestroy
  void close() {
    repository.close();
  }

  /** What has been acknowledged must survive a power cut: objects and refs are fsynced. */
  private void configure() throws IOException {
    StoredConfig config = repository.getConfig();
    config.setBoolean(ConfigConstants.CONFIG_CORE_SECTION, null, "fsyncObjectFiles", true);
    config.setBoolean(ConfigConstants.CONFIG_CORE_SECTION, null, "fsyncRefFiles", true);
    config.setString(ConfigConstants.CONFIG_CORE_SECTION, null, "logAllRefUpdates", "true");
    // Housekeeping is not for whoever happens to push.
    config.setBoolean(ConfigConstants.CONFIG_RECEIVE_SECTION, null, "autogc", false);
    config.save();
    repository.updateRef(Constants.HEAD, false).link(MAIN);
  }

  /** Makes main, with the default policy. */
  void seed() throws IOException {
    TreeEditor editor = new TreeEditor(repository);
    ObjectId tree =
        editor.apply(
            Optional.empty(),
            Map.of(
                RepositoryPath.POLICY_PATH,
                Optional.of(Policy.INITIAL.getBytes(StandardCharsets.UTF_8))));
    ObjectId commit =
        Commits.write(repository, tree, List.of(), SEED_MESSAGE, SERVICE_NAME, clock.instant());
    Refs.compareAndSet(repository, MAIN, ObjectId.zeroId(), commit, "start");
  }
}
