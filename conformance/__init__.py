"""What is checked and how: cases, the target that answers them, the rules that judge the answers."""
