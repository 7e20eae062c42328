package io.sluice.registry.push;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One push to a change branch. */
@Entity
@Table(name = "push")
@SuppressWarnings("NullAway.Init") // filled by Hibernate
class PushRow {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  @Nullable Long id;

  String branch;
  String head;
  String subject;

  @Column(name = "promote_to")
  @Nullable String promoteTo;

  Instant at;
}
