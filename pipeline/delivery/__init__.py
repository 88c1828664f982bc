"""What goes out to people: letters, calendar files, lists on paper, chat messages. The only code that talks to the outside."""
