package io.sluice.review.change;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.NullUnmarked;

/** One head of a change as stored, with its diff. */
@Entity
@Immutable
@Table(name = "revision")
@NullUnmarked
class RevisionRow {
  @Embeddable
  record Key(
      @Column(name = "change_number") long changeNumber, @Column(name = "revision") int revision) {}

  @EmbeddedId Key key;

  String head;

  String base;

  String files;

  @Column(name = "created_at")
  Instant createdAt;
}
