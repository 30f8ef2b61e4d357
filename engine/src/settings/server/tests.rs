//! Rules between options, each as a sentence.
