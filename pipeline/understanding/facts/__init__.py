"""What a team's own words, dates and notes say of a customer."""
