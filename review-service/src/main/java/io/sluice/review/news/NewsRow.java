package io.sluice.review.news;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** How far histories have been read, as stored. */
@Entity
@Table(name = "rollout_news")
class NewsRow {
  /** The only row's. */
  static final int ID = 1;

  @Id int id;

  @Column(name = "last_line")
  long lastLine;
}
