package io.sluice.registry.git;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Set;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;
import org.jspecify.annotations.Nullable;

/** The server side of {@code git fetch} and {@code git clone}, protocol versions 0 to 2. */
@ApplicationScoped
public class GitFetch {
  private static final int TIMEOUT_SECONDS = 60;

  private final GitRepository repository;

  @Inject
  GitFetch(GitRepository repository) {
    this.repository = repository;
  }

  /**
   * Writes what {@code info/refs?service=git-upload-pack} answers.
   *
   * @param protocol the {@code Git-Protocol} header, or null
   */
  void advertise(@Nullable String protocol, OutputStream out) throws IOException {
    PacketLineOut packets = new PacketLineOut(out);
    upload(protocol).sendAdvertisedRefs(new PacketLineOutRefAdvertiser(packets), "git-upload-pack");
  }

  /** Answers one request of the stateless protocol. */
  void serve(@Nullable String protocol, InputStream in, OutputStream out) throws IOException {
    upload(protocol).upload(in, out, null);
  }

  private UploadPack upload(@Nullable String protocol) {
    UploadPack upload = new UploadPack(repository.jgit());
    upload.setBiDirectionalPipe(false);
    upload.setTimeout(TIMEOUT_SECONDS);
    upload.setRefFilter(GitPush::visible);
    if (protocol != null) {
      upload.setExtraParameters(Set.of(protocol.split(":", -1)));
    }
    return upload;
  }
}
