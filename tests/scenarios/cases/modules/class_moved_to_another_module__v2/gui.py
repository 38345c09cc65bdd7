from theme import Widget
