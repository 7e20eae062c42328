package io.sluice.review.people;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.NullUnmarked;

/** A person as stored: what their newest token said. */
@Entity
@Immutable
@Table(name = "person")
@NullUnmarked
class PersonRow {
  @Id String subject;

  String[] roles;

  String[] teams;

  @Column(name = "token_issued_at")
  Instant tokenIssuedAt;

  @Column(name = "token_expires_at")
  Instant tokenExpiresAt;
}
