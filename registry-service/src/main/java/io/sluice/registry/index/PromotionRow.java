package io.sluice.registry.index;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A version that was attested for an environment. */
@Entity
@Table(name = "promotion")
@SuppressWarnings("NullAway.Init") // filled by Hibernate
class PromotionRow {
  @Id String id;
  String environment;
  String prompt;
  int version;
  String digest;

  @Column(name = "change_number")
  int changeNumber;

  long position;
}
